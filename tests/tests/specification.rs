//! The schema files against the documents they were written from, where those lie next to the
//! repository.

use std::fs;
use std::path::Path;

use alipay_notify::AlipayNotify;
use alipay_notify::messages::{MiniIcpFaceauthCompleted, ShopSaveRejected, UserOpencardResult};
use alipay_notify_schema::{FieldSchema, GroupRule, Kind, MessageSchema, Presence};
use alipay_notify_tests::skipped;

/// A field as a document has it: `shop_id|门店id必选string(32)`, and its sample value.
#[derive(Debug, PartialEq)]
struct Documented {
    name: String,
    label: String,
    level: &'static str,
    max_len: usize,
    example: String,
}

const LEVELS: [&str; 3] = ["特殊可选", "必选", "可选"];

fn documented(text: &str) -> Vec<Documented> {
    let properties =
        text.split_once("\n消息属性\n").and_then(|(_, rest)| rest.split_once("\n消息示例\n"));
    let (properties, _) = properties.expect("the document has its sections");
    let mut fields = Vec::new();
    for line in properties.lines() {
        if let Some(example) = line.strip_prefix("【示例值】") {
            let field: &mut Documented = fields.last_mut().expect("an example follows a field");
            example.clone_into(&mut field.example);
        } else if let Some(field) = field(line) {
            fields.push(field);
        }
    }
    fields
}

fn field(line: &str) -> Option<Documented> {
    let (name, rest) = line.split_once('|')?;
    let (label, length) = rest.strip_suffix(')')?.rsplit_once("string(")?;
    let level = LEVELS.into_iter().find(|level| label.ends_with(level)).unwrap_or("二选一");
    Some(Documented {
        name: name.to_owned(),
        label: label.strip_suffix(level).unwrap_or(label).to_owned(),
        level,
        max_len: length.parse().ok()?,
        example: String::new(),
    })
}

fn in_schema(index: usize, field: &FieldSchema, schema: &MessageSchema) -> Documented {
    let groups = &schema.content.groups;
    let grouped = groups
        .iter()
        .any(|group| group.rule == GroupRule::ExactlyOne && group.members.contains(&index));
    let level = match field.presence {
        _ if grouped => "二选一",
        Presence::Required => "必选",
        Presence::Optional => "可选",
        Presence::Conditional => "特殊可选",
    };
    Documented {
        name: field.name.clone().into_owned(),
        label: field.title.clone().into_owned(),
        level,
        max_len: field.max_len.expect("every documented field has a length"),
        example: field
            .examples
            .first()
            .expect("every documented field has an example")
            .clone()
            .into_owned(),
    }
}

#[test]
fn schemas_say_what_the_documents_say() {
    let mut compared = 0;
    for schema in [UserOpencardResult::SPEC, ShopSaveRejected::SPEC, MiniIcpFaceauthCompleted::SPEC]
    {
        let name = &schema.name;
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../shared/specs/{name}.txt"));
        let Ok(text) = fs::read_to_string(&path) else {
            skipped(
                &format!("the document of {name}"),
                &format!("there is no {}", path.display()),
                "it is not part of the repository",
            );
            continue;
        };
        let fields = schema.content.fields.iter().enumerate();
        let found: Vec<_> = fields.map(|(index, field)| in_schema(index, field, schema)).collect();
        assert_eq!(found, documented(&text), "{name}");
        assert_eq!(text.lines().nth(1), Some(&*schema.title), "{name}");
        compared += found.len();
    }
    assert!(compared == 18 || compared == 0, "{compared} of 18 fields were compared");
}

#[test]
fn the_enum_is_the_documented_one() {
    let (_, status) =
        MiniIcpFaceauthCompleted::SPEC.content.field("certify_result_status").expect("a field");
    let Kind::Enum(values) = &status.kind else { panic!("{:?}", status.kind) };
    let values: Vec<_> = values.iter().map(|value| (&*value.title, &*value.value)).collect();
    assert_eq!(values, [("认证成功", "success"), ("认证失败", "fail"), ("未认证", "init")]);
}

#[test]
fn generated_specifications_are_the_schema_files() {
    for schema in [UserOpencardResult::SPEC, ShopSaveRejected::SPEC, MiniIcpFaceauthCompleted::SPEC]
    {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../schemas/{}.json", schema.name));
        let text = fs::read_to_string(path).expect("a schema file is named after its message");
        assert_eq!(MessageSchema::parse(&text).as_ref(), Ok(schema));
    }
}

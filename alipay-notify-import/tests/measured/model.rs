//! Pages of which everything is known.

use alipay_notify_schema::Presence;
use serde_json::{Map, Value, json};

/// A page and the message that it documents.
pub(crate) struct Page {
    pub(crate) seed: u64,
    pub(crate) method: String,
    pub(crate) title: String,
    pub(crate) fields: Vec<Field>,
}

pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) kind: Kind,
    /// `None` for the members of a group, of which there are two, next to each other.
    pub(crate) level: Option<Presence>,
    pub(crate) max_len: Option<usize>,
    pub(crate) description: String,
    pub(crate) example: String,
    /// Whether the sample shows it.
    pub(crate) is_shown: bool,
}

pub(crate) enum Kind {
    Text,
    /// What pages have a word of their own for.
    Textual(&'static str),
    Texts,
    Json,
    Long,
    Number,
    Boolean,
    /// Values and their labels.
    Enum(Vec<(String, String)>),
    Object(String, Vec<Field>),
    Objects(String, Vec<Field>),
}

pub(crate) const GROUP: &str = "以下参数 二选一 传入";

impl Field {
    pub(crate) fn is_grouped(&self) -> bool {
        self.level.is_none()
    }

    pub(crate) fn presence(&self) -> Presence {
        self.level.unwrap_or(Presence::Optional)
    }

    pub(crate) fn level_word(&self) -> &'static str {
        match self.level {
            Some(Presence::Required) => "必选",
            Some(Presence::Conditional) => "特殊可选",
            Some(_) => "可选",
            None => "",
        }
    }

    /// The type, without its length.
    pub(crate) fn type_word(&self) -> String {
        match &self.kind {
            Kind::Text | Kind::Enum(_) => "string".to_owned(),
            Kind::Textual(word) => (*word).to_owned(),
            Kind::Texts => "string[]".to_owned(),
            Kind::Json => "json".to_owned(),
            Kind::Long => "long".to_owned(),
            Kind::Number => "number".to_owned(),
            Kind::Boolean => "boolean".to_owned(),
            Kind::Object(name, _) => name.clone(),
            Kind::Objects(name, _) => format!("{name}[]"),
        }
    }

    pub(crate) fn members(&self) -> &[Self] {
        match &self.kind {
            Kind::Object(_, members) | Kind::Objects(_, members) => members,
            _ => &[],
        }
    }

    pub(crate) fn values(&self) -> &[(String, String)] {
        match &self.kind {
            Kind::Enum(values) => values,
            _ => &[],
        }
    }

    fn sample(&self) -> Value {
        match &self.kind {
            Kind::Texts => json!([self.example]),
            Kind::Long => json!(self.example.parse::<u64>().expect("a number")),
            Kind::Number => json!(self.example.parse::<f64>().expect("a number")),
            Kind::Boolean => json!(true),
            Kind::Object(_, members) => sample(members),
            Kind::Objects(_, members) => json!([sample(members)]),
            _ => json!(self.example),
        }
    }
}

/// What the sample message shows of these.
pub(crate) fn sample(fields: &[Field]) -> Value {
    let shown = fields.iter().filter(|field| field.is_shown);
    Value::Object(shown.map(|field| (field.name.clone(), field.sample())).collect::<Map<_, _>>())
}

impl Page {
    pub(crate) fn of_seed(seed: u64) -> Self {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut names = Names::default();
        let count = 5 + random.below(9);
        let mut fields: Vec<Field> =
            (0..count).map(|_| field(&mut random, &mut names, 0)).collect();
        if seed.is_multiple_of(3) {
            let at = random.below(fields.len());
            fields.splice(at..at, group());
        }
        let words: Vec<&str> = (0..3).map(|_| random.of(&NOUNS).0).collect();
        Self {
            seed,
            method: format!("alipay.{}.changed", words.join(".")),
            title: format!("{}变更通知", random.of(&NOUNS).1),
            fields,
        }
    }

    /// The sample request that pages end with.
    pub(crate) fn request(&self) -> String {
        let sample = serde_json::to_string_pretty(&sample(&self.fields)).expect("it is JSON");
        format!(
            "curl -X POST 'NOTIFY_URL' \\\n--data-urlencode 'charset=UTF-8' \\\n--data-urlencode \
             'biz_content={sample}' \\\n--data-urlencode 'sign=${{sign}}' \\\n--data-urlencode \
             'msg_method={}'",
            self.method
        )
    }
}

/// Names that a page has once.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn fresh(&mut self, random: &mut Random) -> (String, String) {
        let ((noun, noun_label), (end, end_label)) = (random.of(&NOUNS), random.of(&ENDS));
        let mut name = format!("{noun}_{end}");
        while self.0.contains(&name) {
            name = format!("{name}_{}", random.of(&NOUNS).0);
        }
        self.0.push(name.clone());
        (name, format!("{noun_label}{end_label}"))
    }
}

fn field(random: &mut Random, names: &mut Names, depth: usize) -> Field {
    let (name, label) = names.fresh(random);
    let length = [8, 16, 32, 64, 128, 256][random.below(6)];
    let (kind, max_len, example) = match random.below(if depth < 2 { 16 } else { 13 }) {
        0..4 => (Kind::Text, Some(length), format!("{name}-1")),
        4..7 => (Kind::Enum(values(random)), Some(64), String::new()),
        7 => (Kind::Textual("price"), None, "88.88".to_owned()),
        8 => (Kind::Textual("date"), None, "2024-05-06".to_owned()),
        9 => (Kind::Long, None, "1706327962739".to_owned()),
        10 => (Kind::Number, None, "0.85".to_owned()),
        11 => (Kind::Boolean, None, "true".to_owned()),
        12 if random.below(2) == 0 => (Kind::Json, Some(2048), r#"{"k":"v"}"#.to_owned()),
        12 => (Kind::Texts, Some(length), "a".to_owned()),
        kind => {
            let members =
                (0..2 + random.below(3)).map(|_| field(random, names, depth + 1)).collect();
            let own = type_name(&name);
            let kind =
                if kind == 13 { Kind::Object(own, members) } else { Kind::Objects(own, members) };
            (kind, None, String::new())
        }
    };
    let example = match &kind {
        Kind::Enum(values) => values[0].0.clone(),
        _ => example,
    };
    let level = [Presence::Required, Presence::Required, Presence::Optional, Presence::Conditional];
    let level = level[random.below(4)];
    let is_object = matches!(kind, Kind::Object(..) | Kind::Objects(..));
    Field {
        description: format!("{label}，{}", random.of(&REMARKS)),
        is_shown: is_object || level == Presence::Required || random.below(10) > 0,
        name,
        label,
        kind,
        level: Some(level),
        max_len,
        example,
    }
}

/// `shop_items` → `ShopItemsInfo`.
fn type_name(name: &str) -> String {
    let words = name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect::<String>() + "Info"
}

fn group() -> [Field; 2] {
    let member = |name: &str, label: &str, length, is_shown| Field {
        name: name.to_owned(),
        label: label.to_owned(),
        kind: Kind::Text,
        level: None,
        max_len: Some(length),
        description: format!("{label}，详见说明"),
        example: "2088000000000000".to_owned(),
        is_shown,
    };
    [member("user_id", "用户ID", 16, true), member("open_id", "用户open_id", 128, false)]
}

fn values(random: &mut Random) -> Vec<(String, String)> {
    let start = random.below(VALUES.len() - 3);
    let chosen = &VALUES[start..start + 2 + random.below(2)];
    chosen.iter().map(|(value, label)| ((*value).to_owned(), (*label).to_owned())).collect()
}

const NOUNS: [(&str, &str); 12] = [
    ("shop", "门店"),
    ("order", "订单"),
    ("card", "会员卡"),
    ("goods", "商品"),
    ("refund", "退款"),
    ("driver", "司机"),
    ("device", "设备"),
    ("coupon", "优惠券"),
    ("contract", "合同（电子）"),
    ("trip", "行程"),
    ("invoice", "发票"),
    ("ticket", "票（含退改签）"),
];

const ENDS: [(&str, &str); 8] = [
    ("id", "编号"),
    ("name", "名称"),
    ("status", "状态"),
    ("time", "时间"),
    ("type", "类型"),
    ("desc", "说明、备注"),
    ("no", "ID"),
    ("amount", "金额（单位：元）"),
];

const REMARKS: [&str; 6] = [
    "由商家传入",
    "精确到小数点后两位，单位：元",
    "不超过 3 个，以英文逗号分隔",
    "详见：https://opendocs.alipay.com/open/x?a=1#b",
    "仅部分场景返回。如有疑问，请联系技术支持",
    "格式为 yyyy-MM-dd HH:mm:ss",
];

const VALUES: [(&str, &str); 14] = [
    ("CREATED", "已创建"),
    ("ISSUED", "已出票"),
    ("ISSUING", "出票中（等待航司）"),
    ("FAIL_NO_SEAT", "失败:无座"),
    ("REFUND_FEE", "退票:手续费>50%"),
    ("Y", "经济舱"),
    ("C", "公务舱"),
    ("true", "可退"),
    ("false", "不可退"),
    ("1", "一级"),
    ("2", "二级：普通"),
    ("com.alipay.wallet", "支付宝端"),
    ("PASS", "通过（含免审）"),
    ("REJECT", "驳回"),
];

/// A generator of numbers that are the same in every run.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % limit as u64).expect("it is below the limit")
    }

    fn of<T: Copy>(&mut self, choice: &[T]) -> T {
        choice[self.below(choice.len())]
    }
}

//! Makes schemas of the dialect.

use alipay_notify_tests::random::Random;

use crate::dialect::{Group, JsonContent, Kind, Member, Object, Presence};

/// How deeply objects are nested, the content itself included.
const DEPTH: usize = 4;

/// Names of members. All words are different, so that the types that the derive names after them
/// are, too.
const NAMES: [&str; 80] = [
    "order_no",
    "shopName",
    "支付状态",
    "type",
    "3d_secure",
    "user_id",
    "open_id",
    "mobile",
    "email",
    "amount",
    "result",
    "option",
    "string",
    "vec",
    "decoder",
    "schema",
    "cursor",
    "index",
    "field",
    "violations",
    "product_status_infos",
    "categories",
    "address",
    "Größe",
    "名称",
    "match",
    "async",
    "gen",
    "fn",
    "value",
    "gmt_create",
    "gmtModified",
    "notify_id",
    "seller",
    "buyer",
    "goods_detail",
    "fund_bill_list",
    "voucher",
    "store",
    "terminal",
    "operator",
    "subject",
    "body",
    "currency",
    "rate",
    "fee",
    "tax",
    "discount",
    "coupon",
    "points",
    "level",
    "score",
    "reason",
    "remark",
    "ext_info",
    "biz_scene",
    "channel",
    "device",
    "location",
    "longitude",
    "latitude",
    "city",
    "province",
    "country",
    "phone",
    "contact",
    "license",
    "certificate",
    "bank",
    "card",
    "account",
    "balance",
    "period",
    "start",
    "end",
    "count",
    "size",
    "flag",
    "mode",
    "a",
];

const ENUMS: [&[&str]; 9] = [
    &["PAID", "PART_REFUND", "CLOSED"],
    &["01", "02", "99"],
    &["已支付", "已关闭"],
    &["Y", "N"],
    &["success", "fail", "in-progress"],
    &["ÄRGER", "ÉTÉ"],
    &["OTHER", "SELF"],
    &["true", "false"],
    &["ONLY"],
];

/// How many schemas are of messages; the others are of flat parameters.
const MESSAGES: u64 = 36;

/// The schema of that number.
pub(crate) fn generate(number: u64) -> Object {
    let mut names = NAMES.map(str::to_owned).to_vec();
    let mut random = Random::new(number);
    random.shuffle(&mut names);
    let members = 2 + random.below(7);
    Generator { random, names, is_flat: number > MESSAGES }.object(1, members)
}

struct Generator {
    random: Random,
    /// The names that are left.
    names: Vec<String>,
    /// Whether there are amounts and times, and at the top neither arrays nor objects.
    is_flat: bool,
}

impl Generator {
    fn object(&mut self, depth: usize, members: usize) -> Object {
        let is_flat = self.is_flat && depth == 1;
        let mut object = Object { is_flat, members: Vec::new(), groups: Vec::new() };
        for _ in 0..members {
            let presence = match self.random.below(5) {
                0..2 => Presence::Required,
                2..4 => Presence::Optional,
                _ => Presence::Conditional,
            };
            object.members.extend(self.member(depth, presence));
        }
        for _ in 0..self.random.below(if depth == 1 { 5 } else { 3 }) {
            self.group(depth, &mut object);
        }
        self.random.shuffle(&mut object.members);
        object
    }

    fn group(&mut self, depth: usize, object: &mut Object) {
        let count = 2 + self.random.below(2);
        if self.names.len() < count {
            return;
        }
        let texts = self.random.chance(60);
        let mut group = Group { exactly_one: self.random.chance(55), members: Vec::new() };
        for _ in 0..count {
            let presence =
                if self.random.chance(80) { Presence::Optional } else { Presence::Conditional };
            let Some(mut member) = self.member(if texts { DEPTH } else { depth }, presence) else {
                return;
            };
            if texts {
                member.repeated = false;
                member.kind = Kind::Text { limit: self.limit() };
            }
            group.members.push(member.name.clone());
            object.members.push(member);
        }
        object.groups.push(group);
    }

    /// A member, as long as there are names.
    fn member(&mut self, depth: usize, presence: Presence) -> Option<Member> {
        let name = self.names.pop()?;
        let is_flat = self.is_flat && depth == 1;
        let repeated = self.random.chance(25) && !is_flat;
        let kind = match self.kind(depth) {
            Kind::Object(object) if is_flat => {
                let content = Some(JsonContent { repeated: self.random.chance(50), object });
                Kind::Json { content, limit: None }
            }
            kind => kind,
        };
        Some(Member { name, presence, repeated, kind })
    }

    fn kind(&mut self, depth: usize) -> Kind {
        if self.is_flat && self.random.chance(30) {
            return match self.random.below(3) {
                0 => Kind::BeijingTime,
                1 => Kind::Yuan { limit: None },
                _ => Kind::Yuan { limit: Some(4 + self.random.below(6)) },
            };
        }
        match self.random.below(17) {
            0..4 => Kind::Text { limit: self.limit() },
            4..7 => self.listed(),
            7..9 => Kind::Integer,
            9..11 => Kind::Number,
            11..13 => Kind::Boolean,
            13 => self.json(depth),
            _ if depth == DEPTH => Kind::Text { limit: self.limit() },
            _ => Kind::Object(self.nested(depth)),
        }
    }

    fn nested(&mut self, depth: usize) -> Object {
        let members = 1 + self.random.below(3);
        self.object(depth + 1, members)
    }

    fn limit(&mut self) -> Option<usize> {
        self.random.chance(70).then(|| *self.random.pick(&[&1, &2, &3, &5, &8, &16, &64]))
    }

    fn listed(&mut self) -> Kind {
        let values = ENUMS[self.random.below(ENUMS.len())];
        let longest = values.iter().map(|value| value.chars().count()).max();
        Kind::Enum { values, limit: longest.filter(|_| self.random.chance(25)) }
    }

    fn json(&mut self, depth: usize) -> Kind {
        let content = (depth < DEPTH && self.random.chance(70))
            .then(|| JsonContent { repeated: self.random.chance(50), object: self.nested(depth) });
        // An example of the content has to fit.
        let limit = if content.is_some() { 1024 } else { 64 };
        Kind::Json { content, limit: self.random.chance(30).then_some(limit) }
    }
}

use alipay_notify::AlipayNotify;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/kinds.json")]
struct SchemaAlone;

#[derive(AlipayNotify)]
#[alipay(schema = "schemas/kinds.json")]
struct Both {
    count: u64,
    tags: Vec<String>,
}

// What the struct leaves out may be anything.
#[derive(AlipayNotify)]
#[alipay(schema = "schemas/kinds.json")]
struct Neither {}

fn main() {}

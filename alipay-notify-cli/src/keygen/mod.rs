//! `alipay-notify keygen`: a key pair to be thrown away, in the forms that most need, or in all.

mod certificate;
mod files;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use alipay_notify::testing::TestKey;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::failure::Failure;
use crate::lang::say;
use crate::output;
use crate::printable::printable;

use files::{File, Half};

#[derive(Debug, Args)]
#[command(after_help = say!(
    "The pair stands in for Alipay's: its public half for 支付宝公钥. Whatever it signs passes for \
     Alipay's wherever that half is configured, so keep it away from production.\n\n\
     Examples:\n  alipay-notify keygen --out keys\n  \
     alipay-notify listen --port 8080 --key-file keys/alipay_public_key.txt\n  \
     alipay-notify send shop.save --to http://127.0.0.1:8080/ \\\n      \
     --key-file keys/private_key.pem",
    "这对密钥代替支付宝的密钥使用，公钥即充当支付宝公钥。凡是配置了该公钥的网关，都会把用它签名的内容当作支付宝发来的，\
     因此切勿用于生产环境。\n\n\
     示例：\n  alipay-notify keygen --out keys\n  \
     alipay-notify listen --port 8080 --key-file keys/alipay_public_key.txt\n  \
     alipay-notify send shop.save --to http://127.0.0.1:8080/ \\\n      \
     --key-file keys/private_key.pem"
))]
pub(crate) struct Arguments {
    #[arg(
        long,
        value_name = "DIR",
        help = say!("Folder to write the files to; it is made if it is not there", "存放文件的目录；不存在则创建")
    )]
    out: PathBuf,
    #[arg(long, value_enum, default_value_t = Bits::Rsa2048, help = say!(
        "Size of the key",
        "密钥长度"
    ))]
    bits: Bits,
    #[arg(long, help = say!(
        "Write the keys in every form: PKCS#1, one line, PEM, DER and a certificate as well",
        "写出密钥的全部格式：另含 PKCS#1、单行、PEM、DER 和证书"
    ))]
    all: bool,
    #[arg(
        long,
        help = say!("Overwrite files that are there already", "覆盖已存在的文件")
    )]
    force: bool,
    #[arg(long, help = say!("Print one JSON object", "输出一个 JSON 对象"))]
    json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Bits {
    #[value(name = "2048")]
    Rsa2048,
    #[value(name = "3072")]
    Rsa3072,
    #[value(name = "4096")]
    Rsa4096,
}

impl Bits {
    fn number(self) -> usize {
        match self {
            Self::Rsa2048 => 2048,
            Self::Rsa3072 => 3072,
            Self::Rsa4096 => 4096,
        }
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let key = TestKey::generate_bits(arguments.bits.number()).map_err(Failure::new)?;
    let mut files = essential(&key)?;
    if arguments.all {
        files.extend(others(&key)?);
    }
    files::write(&arguments.out, &files, arguments.force)?;
    if arguments.json {
        writeln!(io::stdout(), "{}", for_programs(arguments, &key, &files))?;
    } else {
        writeln!(io::stdout(), "{}", for_people(arguments, &key, &files))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The files that most need: what signs, what verifies, what encrypts.
fn essential(key: &TestKey) -> Result<Vec<File>, Failure> {
    let mut content_key = [0; 16];
    getrandom::fill(&mut content_key).map_err(Failure::new)?;
    Ok(vec![
        File::new(
            "private_key.pem",
            Half::Private,
            "PKCS#8 PEM",
            key.private_key_pem(),
            say!(
                "signs in Alipay's place: for send --key-file, openssl and most libraries",
                "代替支付宝签名，用于 send --key-file、openssl 及多数类库"
            ),
        ),
        File::new(
            "alipay_public_key.txt",
            Half::Public,
            "SPKI base64",
            line(key.public_key_base64()),
            say!(
                "stands in for 支付宝公钥, as the console shows it: for your gateway and listen \
                 --key-file",
                "充当支付宝公钥，与控制台显示的格式相同，用于你的网关和 listen --key-file"
            ),
        ),
        File::new(
            "content_key.txt",
            Half::Content,
            "AES-128 base64",
            line(STANDARD.encode(content_key)),
            say!(
                "encrypts contents (接口内容加密方式): for send --encrypt, your gateway and listen \
                 --content-key-file",
                "内容密钥（接口内容加密方式），用于 send --encrypt、你的网关和 listen --content-key-file"
            ),
        ),
    ])
}

/// The same keys in other forms.
fn others(key: &TestKey) -> Result<Vec<File>, Failure> {
    let java = say!(
        "the private key on one line, the form for Java of Alipay's own tool",
        "私钥，单行，即支付宝密钥工具的“JAVA 适用”格式"
    );
    let other_languages = say!(
        "the private key on one line, the form for other languages of Alipay's own tool",
        "私钥，单行，即支付宝密钥工具的“非 JAVA 适用”格式"
    );
    let private_pkcs1 =
        say!("the private key for libraries that read PKCS#1", "私钥，用于读取 PKCS#1 的类库");
    let public_pem =
        say!("the public key for openssl and most libraries", "公钥，用于 openssl 及多数类库");
    let public_pkcs1 =
        say!("the public key for libraries that read PKCS#1", "公钥，用于读取 PKCS#1 的类库");
    let public_der = say!("the public key as plain bytes", "公钥，二进制");
    let certificate = say!(
        "the public key as Alipay's certificate, for apps in certificate mode; self-signed",
        "充当支付宝公钥证书，用于证书模式的应用；自签名"
    );
    let secret =
        |name, form, content: String, what| File::new(name, Half::Private, form, content, what);
    let public =
        |name, form, content: Vec<u8>, what| File::new(name, Half::Public, form, content, what);
    Ok(vec![
        secret("private_key.txt", "PKCS#8 base64", line(key.private_key_base64()), java),
        secret("private_key_pkcs1.pem", "PKCS#1 PEM", key.private_key_pkcs1_pem(), private_pkcs1),
        secret(
            "private_key_pkcs1.txt",
            "PKCS#1 base64",
            line(key.private_key_pkcs1_base64()),
            other_languages,
        ),
        public("alipay_public_key.pem", "SPKI PEM", key.public_key_pem().into(), public_pem),
        public(
            "alipay_public_key_pkcs1.pem",
            "PKCS#1 PEM",
            key.public_key_pkcs1_pem().into(),
            public_pkcs1,
        ),
        public("alipay_public_key.der", "SPKI DER", key.public_key_der().to_vec(), public_der),
        public(
            "alipayCertPublicKey_RSA2.crt",
            "X.509 PEM",
            certificate::of(key)?.into(),
            certificate,
        ),
    ])
}

fn line(text: String) -> String {
    text + "\n"
}

fn for_people(arguments: &Arguments, key: &TestKey, files: &[File]) -> String {
    let mut table = output::table(&[
        &say!("File", "文件"),
        &say!("Form", "格式"),
        &say!("What it is for", "用途"),
    ]);
    for file in files {
        let secret =
            if file.half == Half::Public { String::new() } else { say!("secret: ", "保密：") };
        table.add_row([file.name, file.form, &(secret + &file.what)]);
    }
    let folder = printable(&arguments.out.display().to_string());
    let (bits, key) = (key.bits(), key.public_key());
    let fingerprint = key.fingerprint();
    let warning = say!(
        "The pair stands in for Alipay's: whatever it signs passes for Alipay's wherever its \
         public half is configured.\n\
         Keep it away from production.",
        "这对密钥代替支付宝的密钥使用：凡是配置了其公钥的网关，都会把用它签名的内容当作支付宝发来的。\n切勿用于生产环境。"
    );
    let made = say!(
        "A throw-away pair of {bits} bits, fingerprint {fingerprint}, in {folder}:",
        "已在 {folder} 生成一对 {bits} 位的一次性密钥，指纹 {fingerprint}："
    );
    format!("{made}\n\n{table}\n\n{warning}")
}

fn for_programs(arguments: &Arguments, key: &TestKey, files: &[File]) -> String {
    let described = |file: &File| {
        let path = arguments.out.join(file.name);
        json!({
            "file": path.to_string_lossy(),
            "form": file.form,
            "half": file.half.name(),
            "secret": file.half != Half::Public,
        })
    };
    let files: Vec<_> = files.iter().map(described).collect();
    json!({ "bits": key.bits(), "fingerprint": key.public_key().fingerprint(), "files": files })
        .to_string()
}

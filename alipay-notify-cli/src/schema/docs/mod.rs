//! `alipay-notify schema docs`: a static site with a page for each message.

#[cfg(feature = "full")]
mod site;

use std::path::PathBuf;

use clap::Args;

use crate::config::SchemaOptions;
use crate::lang::say;

#[derive(Debug, Args)]
#[command(after_help = say!(
    "Examples:\n  \
       alipay-notify schema docs --out site\n  \
       alipay-notify schema docs --out site --schemas schemas\n  \
       alipay-notify schema docs --out site --lang zh\n\n\
     The site needs no server: open site/index.html. It can be written again into the same folder, \
     where it replaces its own files and leaves all others alone; with the same key, what has not \
     changed stays as it is.",
    "示例：\n  \
       alipay-notify schema docs --out site\n  \
       alipay-notify schema docs --out site --schemas schemas\n  \
       alipay-notify schema docs --out site --lang zh\n\n\
     网站不需要服务器，直接打开 site/index.html 即可。可以反复生成到同一目录：只替换自己生成的文件，不动其他文件；使用同一密钥时，没有变化的内容保持原样。"
))]
pub(crate) struct Arguments {
    #[arg(
        long,
        value_name = "DIR",
        help = say!(
            "Folder to write the site to: a new one, an empty one, or that of an earlier run",
            "存放网站的目录：新目录、空目录，或以前生成过网站的目录"
        )
    )]
    out: PathBuf,
    #[arg(
        long,
        value_name = "FILE",
        help = say!(
            "File with the private key that signs the requests that are shown, such as keygen's \
             private_key.pem; a new one for each run otherwise",
            "为所示请求签名的私钥文件，如 keygen 生成的 private_key.pem；默认每次运行生成新的密钥"
        )
    )]
    key_file: Option<PathBuf>,
    #[command(flatten)]
    schemas: SchemaOptions,
    #[arg(long, help = say!("Print one JSON document with the files", "输出一个 JSON 文档，列出所写的文件"))]
    json: bool,
}

#[cfg(feature = "full")]
pub(crate) use site::write as run;

/// A full build alone has the templates.
#[cfg(not(feature = "full"))]
pub(crate) fn run(_: &Arguments) -> Result<std::process::ExitCode, crate::failure::Failure> {
    Err(crate::build::lacks(&say!("documentation site", "文档网站")))
}

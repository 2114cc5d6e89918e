//! What a build without TLS has in its place: nothing.

use std::io;

use tokio::net::TcpStream;

#[derive(Clone, Debug)]
pub(super) enum NoTls {}

impl NoTls {
    #[expect(clippy::unused_async, reason = "that of TLS is")]
    pub(super) async fn accept(&self, _: TcpStream) -> io::Result<TcpStream> {
        match *self {}
    }
}

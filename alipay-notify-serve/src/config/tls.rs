//! `[serve.tls]`: the certificate of the server.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::mistake::Mistake;
use super::reader::{Span, Table};

/// A certificate and its key.
pub(crate) struct Tls(pub(crate) Arc<CertifiedKey>);

impl Tls {
    pub(super) fn read(table: Table<'_>) -> Option<Self> {
        let certificate = file(&table, "cert_file").and_then(|(file, span, content)| {
            let certificates =
                CertificateDer::pem_slice_iter(&content).collect::<Result<Vec<_>, _>>();
            let certificates = certificates.map_err(|error| error.to_string());
            let certificates = certificates.and_then(|all| {
                (!all.is_empty()).then_some(all).ok_or("it holds no certificate in PEM".to_owned())
            });
            table.notes.ok(&span, certificates.map_err(|why| Mistake::Tls { file, why }))
        });
        let key = file(&table, "key_file").and_then(|(file, span, content)| {
            let key = PrivateKeyDer::from_pem_slice(&content).map_err(|error| error.to_string());
            let key =
                table.notes.ok(&span, key.map_err(|why| Mistake::Tls { file: file.clone(), why }));
            Some((key?, file, span))
        });
        let notes = table.notes;
        table.finish();
        let (certificate, (key, file, span)) = (certificate?, key?);
        let certified = CertifiedKey::from_der(certificate, key, &aws_lc_rs::default_provider());
        let certified = certified.map_err(|error| Mistake::Tls { file, why: error.to_string() });
        notes.ok(&span, certified).map(|certified| Self(Arc::new(certified)))
    }
}

/// What is in a file that has to be named.
fn file(table: &Table<'_>, key: &'static str) -> Option<(PathBuf, Span, Vec<u8>)> {
    let (file, span) = table.required(key)?;
    let file = table.notes.path(file);
    let content = table.notes.content(&span, &file)?;
    Some((file, span, content))
}

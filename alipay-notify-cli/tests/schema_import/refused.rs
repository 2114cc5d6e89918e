//! What is not imported, or not written.

use super::kit::{FIELDS, FILE, Folder, SAMPLE, SCHEMA, ended, page};

#[test]
fn a_name_that_leads_elsewhere_is_none() {
    let folder = Folder::new();
    let page = page(FIELDS, SAMPLE);
    let nameless = page.replace("alipay.depot.parcel.sent", "${msg_method}");
    for name in ["../elsewhere", "a/b", "..", "a..b", ".a", "a\\b", "消息"] {
        let err = format!(
            "error: <stdin>: `{name}` can't be the name of a message, which is letters, digits, \
             `_`, `-` and single dots: give the name with --msg-method NAME\n"
        );
        let (code, out, found) = folder.fed(&["--out", "schemas", "--msg-method", name], &nameless);
        assert_eq!((code, out, found), ended(2, "", &err));
        let (code, out, _) =
            folder.fed(&["--out", "schemas"], &page.replace("alipay.depot.parcel.sent", name));
        assert_eq!((code, out.as_str()), (Some(1), ""), "a page of `{name}`");
    }
    assert_eq!(folder.list("."), Vec::<String>::new());
}

#[test]
fn a_page_cut_short_gives_what_is_there_but_takes_nothing_away() {
    let folder = Folder::new();
    let page = page(FIELDS, SAMPLE);
    let cut = &page[..page.find("note|").expect("it is there")];
    let warning = "<stdin>:15: warning: the page ends without a sample message; if it was cut off, \
                   its last line may be incomplete as well\n";
    let (code, out, err) = folder.fed(&["--out", "schemas"], cut);
    assert_eq!((code, err.as_str()), (Some(1), warning));
    assert!(out.starts_with(&format!("{FILE}: new, 2 members\n")), "{out}");
    assert_eq!(folder.list("schemas"), ["alipay.depot.parcel.sent.json"]);

    folder.write(FILE, SCHEMA);
    let error = format!(
        "error: <stdin>: the page is incomplete, so {FILE} was left as it is: copy the page from \
         its first line to its last, or remove the file first\n"
    );
    assert_eq!(
        folder.fed(&["--out", "schemas"], cut),
        ended(1, "", &(warning.to_owned() + &error))
    );
    assert_eq!(folder.read(FILE), SCHEMA);
}

#[test]
fn a_field_that_was_not_read_leaves_no_file_that_looks_complete() {
    let folder = Folder::new();
    let fields = format!("{FIELDS}weight|重量必选（克）\n");
    let warning = "<stdin>:18: warning: reads like a field, but its type or level can't be read: \
                   weight|重量必选（克）\n";
    let error = "error: <stdin>: a field was not read, so no schema was made of this page: \
                 correct line 18, or remove it if it is none\n";
    let expected = ended(1, "", &format!("{warning}{error}"));
    assert_eq!(folder.fed(&["--out", "schemas"], &page(&fields, SAMPLE)), expected);
    assert_eq!(folder.fed(&[], &page(&fields, SAMPLE)), expected);
    assert_eq!(folder.list("."), Vec::<String>::new());
}

#[test]
fn a_page_is_read_in_whichever_encoding_it_was_saved() {
    let folder = Folder::new();
    let page = page(FIELDS, SAMPLE);
    let (gbk, _, _) = encoding_rs::GBK.encode(&page);
    let utf_16 = format!("\u{feff}{page}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [gbk.into_owned(), utf_16, format!("\u{feff}{page}").into_bytes()] {
        folder.write("page.txt", bytes);
        let (code, out, err) = folder.import(&["page.txt"]);
        assert_eq!((code, out.as_str(), err.as_str()), (Some(0), SCHEMA, ""));
    }
}

#[test]
fn what_is_no_schema_file_is_not_written_over() {
    let folder = Folder::new();
    let page = page(FIELDS, SAMPLE);
    let other = SCHEMA.replace("parcel.sent", "parcel.lost");
    let cases = [
        (
            "{}",
            format!(
                "{FILE} is there already and has mistakes, so it was left as it is: correct it or \
                 move it away: line 1, column 1: `$schema` is missing (and 3 more)"
            ),
        ),
        (
            &*other,
            format!(
                "{FILE} is there already and specifies \
                 urn:alipay:message:alipay.depot.parcel.lost, not \
                 urn:alipay:message:alipay.depot.parcel.sent, so it was left as it is: rename it \
                 after its message"
            ),
        ),
    ];
    for (text, expected) in cases {
        folder.write(FILE, text);
        let error = format!("error: <stdin>: {expected}\n");
        assert_eq!(folder.fed(&["--out", "schemas"], &page), ended(2, "", &error));
        assert_eq!(folder.read(FILE), text);
    }
}

#[test]
fn every_page_is_worked_through() {
    let folder = Folder::new();
    folder.write("good.txt", page(FIELDS, SAMPLE));
    folder.write("same.txt", page(FIELDS, SAMPLE));
    folder.write("other.txt", b"\xff\x41\x42");
    let (code, out, err) =
        folder.import(&["other.txt", "missing.txt", "good.txt", "same.txt", "--out", "schemas"]);
    let expected = "error: other.txt: the page is neither UTF-8 nor UTF-16 nor GBK: save it as \
         UTF-8\n\
         error: missing.txt: the page can't be read: No such file or directory (os error 2)\n\
         error: same.txt: this is the same message as in good.txt\n";
    assert_eq!((code, err.as_str()), (Some(2), expected));
    assert!(out.starts_with(&format!("{FILE}: new, 3 members\n")), "{out}");
    assert_eq!(folder.read(FILE), SCHEMA);
}

#[test]
fn a_folder_that_can_not_be_written_to_is_told() {
    let folder = Folder::new();
    folder.write("schemas", "a file");
    let error = format!("error: <stdin>: {FILE} can't be read: Not a directory (os error 20)\n");
    assert_eq!(folder.fed(&["--out", "schemas"], &page(FIELDS, SAMPLE)), ended(2, "", &error));
}

//! Reads the pages on which Alipay documents its messages, and writes schema files of them.
//!
//! [`page_text`] reads the bytes of a page in whichever encoding it was saved. [`read_page`] makes
//! a [`MessageSchema`] of its text, and [`to_json`] a schema file of that. [`update`] brings an
//! older file up to date while keeping what was made by hand, [`changes`] lists what is new, and
//! [`rust`] writes the Rust that declares a message.
//!
//! ```
//! use alipay_notify_import::read_page;
//!
//! let import = read_page("消息属性\nshop_id|门店id必选string(32)\n消息示例\n{\"shop_id\": \"1\"}");
//! assert_eq!(import.schema.content.fields[0].max_len, Some(32));
//! for warning in &import.warnings {
//!     eprintln!("{warning}"); // line 1: no text between 通用场景 and 公共请求参数, so …
//! }
//! ```
//!
//! Nothing is guessed silently: whatever a page leaves open is a [`Warning`] with its line, and
//! each kind of [`Doubt`] says what was done about it. What is returned always keeps the rules of
//! the dialect, except that the name may be empty.
//!
//! # The page
//!
//! A page is what a browser copies of it, its Markdown, its HTML as a browser saves it, or the JSON
//! of a tree of fields, as the documentation's own service returns it. Whichever it is becomes
//! lines and rows of tables, which are then read alike. What follows is about those.
//!
//! A page is divided by its headings, each on a line of its own: 通用场景, followed by the title;
//! 公共请求参数, with the table that names the message in its row `msg_method`; 消息属性, with the
//! fields; 消息示例 or 默认示例, with the sample. Menus and whatever follows 通知应答 are ignored.
//! Where 消息属性 is missing, fields start at the first line that reads like one and is not a common
//! parameter.
//!
//! Line breaks of any kind, invisible characters and full-width punctuation are read as they are
//! meant. Buttons such as 展开, 收起 and 复制 on a line of their own are ignored, and so are the
//! branches that a table draws before nested members. Letter case counts in names and values, and
//! nowhere else.
//!
//! [`read_page_of`] reads pages of notifications, such as that of a payment, which name themselves
//! nowhere: where 消息属性 is missing, their fields are those of the table in which there is a
//! parameter that each form has, and such parameters are left out.
//!
//! # Fields
//!
//! A field starts with its name, label, level and type:
//!
//! ```text
//! shop_id|门店id必选string(32)
//! shop_id必选string(32)                             without a label
//! open_id|用户open_idstring(128)                    in a group, where there is no level
//! shop_id | 门店id | 必选 | string(32)              in cells, between bars or tabs
//! ```
//!
//! Cells may also have a line each, as in a table that collapsed to one column. Beneath a row of
//! headings such as 参数, 类型, 是否必选, 最大长度, 描述 and 示例值, each row is read by those.
//!
//! Levels are 必选, 可选 and 特殊可选 ([`Presence::Conditional`]), or other words for them, such as
//! 必填, or 是 and 否 in a column 是否必填. Types are `string`, the names of numbers and booleans,
//! and names of the page's own; `[]` makes a list; a length in parentheses may be missing. Of a
//! range such as `string[0,64]` the greatest length counts. `price`, `date` and similar types are
//! strings. An unknown type is that of an object if the sample has one there or, where no sample
//! shows the field, if its name says so (`shop_info` of `ShopInfo`, `…[]`, `…VO`); otherwise the
//! field is a string.
//!
//! Sections follow: 【描述】; 【枚举值】, with one `label: value` on a line; 【示例值】; and 【注意事项】
//! and others, which are appended to the description under their own headings. Of a pair in
//! 【枚举值】, the side in ASCII is the value. One line holds several values where all of them are
//! written in the same way; otherwise it is one value, with a warning. Without 【枚举值】, a list
//! that the description introduces as that of all values is taken as one, with a warning.
//!
//! `以下参数 二选一 传入` makes a group of the fields without a level that follow: of exactly one for
//! 二选一, 三选一, 多选一, 任选其一 and so on; of at least one for 至少传一个, 不能同时为空 and so on.
//!
//! # The sample
//!
//! The sample is the `biz_content` of a `curl` request, or a JSON object by itself. It becomes the
//! schema's example, members and values as they are. Of an exactly-one group, only one member
//! stays:
//! `open_id`, or else the first on the page. An example that still breaks its schema is left out.
//!
//! # Nesting
//!
//! The members of an object are listed after it. A table may draw which these are, by indentation,
//! by the branches of a tree, or by paths such as `details[].code`. Elsewhere the sample shows it:
//! each field belongs to the innermost object that the sample shows it in. A field that the sample
//! lacks belongs to the same object as its neighbours. Where the page lists a name more
//! often than the sample shows it, the surplus belongs to the objects of which the sample shows
//! nothing, or to the one before another field of that name; an empty list in the sample shows
//! nothing.
//!
//! Where the sample does not decide, this rule does, with a warning: **a field belongs to the
//! object that was opened last; a name that this object already has closes it; and an object that
//! no sample shows is also closed by the next object,** which is then next to it, not in it.
//!
//! A text that the sample fills with JSON is a [`Kind::Json`] if the members of that JSON are
//! listed after it. Objects are nested at most eight levels deep.
//!
//! [`Kind::Json`]: alipay_notify_schema::Kind::Json
//! [`MessageSchema`]: alipay_notify_schema::MessageSchema
//! [`Presence::Conditional`]: alipay_notify_schema::Presence::Conditional

pub mod changes;
mod page;
pub mod rust;
mod text;
pub mod update;
mod write;

pub use page::{Doubt, Import, Taken, Warning, read_page, read_page_of};
pub use text::{NotText, page_text};
pub use write::to_json;

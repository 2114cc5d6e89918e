//! What an import of a document page was not sure of.

use alipay_notify_import::{Doubt, NotText, Taken};

use super::{Localized, listed};

impl Localized for Doubt {
    fn chinese(&self) -> String {
        match self {
            Self::MsgMethodMissing => "公共请求参数和消息示例都没有给出 msg_method".to_owned(),
            Self::MsgMethodDiffers { table, sample } => {
                format!("消息示例属于 `{sample}`，以此为准；公共请求参数写的是 `{table}`")
            }
            Self::MsgMethodCut { found } => {
                format!("页面到此中断：`{found}` 是完整的 msg_method 吗？")
            }
            Self::TitleMissing => "“通用场景”与“公共请求参数”之间没有文字：消息没有名称".to_owned(),
            Self::FieldsMissing => "页面上没有任何字段".to_owned(),
            Self::FieldsUnheaded => "缺少标题“消息属性”：从此处开始读取字段".to_owned(),
            Self::SampleMissing => {
                "页面结束时没有消息示例；如果页面被截断，最后一行也可能不完整".to_owned()
            }
            Self::SampleCut => {
                "页面在消息示例中间结束：示例未采用，但已有部分仍用于判断字段的归属".to_owned()
            }
            Self::SampleRepeated => "又一个消息示例，已忽略：以第一个为准".to_owned(),
            Self::SampleNotJson { syntax } => {
                format!("消息示例不是有效的 JSON，已忽略：{}", syntax.chinese())
            }
            Self::SampleNotAnObject => "消息示例不是 JSON 对象，已忽略".to_owned(),
            Self::NotUnderstood { text } => format!("无法理解，已忽略：{text}"),
            Self::FieldUnread { text } => format!("看似字段，但无法读出类型或是否必选：{text}"),
            Self::DescriptionUnmarked => "没有标注【描述】，按描述处理".to_owned(),
            Self::ExampleUnmarked => "没有标注【示例值】，按示例值处理".to_owned(),
            Self::SectionUnknown { section } => {
                format!("不认识【{section}】，已附加到描述之后")
            }
            Self::NameUnusual => {
                "不全由 ASCII 字母、数字和 `_` 组成：这是报文中的字段名吗？".to_owned()
            }
            Self::NameRepeated { first } => format!("第 {first} 行已有说明，此处已忽略"),
            Self::LabelUnclear { label } => {
                format!("`{label}` 与字段名或类型连在一起，按名称处理")
            }
            Self::LevelMissing => {
                "没有标明必选、可选或特殊可选，也不属于任何一组，按可选处理".to_owned()
            }
            Self::TypeMissing => "没有类型，按字符串处理".to_owned(),
            Self::TypeUncertain { written, taken } => {
                format!("类型 `{written}` 不足以确定，按{}处理", taken.chinese())
            }
            Self::TypeDiffers { written, taken } => {
                format!("类型写的是 `{written}`，示例中却是{0}，按{0}处理", taken.chinese())
            }
            Self::LengthIgnored { length } => {
                format!("长度 `{length}` 已忽略：不是数字，或该字段不是文本")
            }
            Self::NestedByRule { members } => {
                format!("没有示例能说明其结构，其后的字段按它的下级字段处理：{}", listed(members))
            }
            Self::PlaceUncertain { other: None } => "示例中没有该字段：它属于这里吗？".to_owned(),
            Self::PlaceUncertain { other: Some(other) } if other.is_empty() => {
                "它属于这里吗？示例中最外层有同名字段".to_owned()
            }
            Self::PlaceUncertain { other: Some(other) } => {
                format!("它属于这里吗？示例中 `{other}` 里有同名字段")
            }
            Self::MembersMissing => "是对象，却没有说明任何下级字段".to_owned(),
            Self::TooLarge => "字段数或嵌套层数超出 schema 文件的限制，已省略或简化".to_owned(),
            Self::MemberUndocumented => "消息示例中有此字段，却没有字段说明".to_owned(),
            Self::JsonInText => {
                "示例中的文本本身是 JSON；如果总是如此，请加上 `contentMediaType`".to_owned()
            }
            Self::GroupUnknown { text } => {
                format!("看不出这一组应出现几个字段，全部按可选处理：{text}")
            }
            Self::GroupSize { wanted, found } if *found < 2 => {
                format!("这一组应有 {wanted} 个字段，实际有 {found} 个，因此不成组")
            }
            Self::GroupSize { wanted, found } => {
                format!("这一组应有 {wanted} 个字段，实际有 {found} 个")
            }
            Self::EnumSides { value, title } => {
                format!("`{value}` 按枚举值处理，`{title}` 按其名称处理：是否正好相反？")
            }
            Self::EnumLine { text } => format!("整行按一个枚举值处理：{text}"),
            Self::EnumInDescription => "枚举值取自描述中的文字：是否已列全？".to_owned(),
            Self::EnumRepeated { value } => format!("枚举值 `{value}` 已列出过，此处已忽略"),
            Self::EnumIgnored => "不是普通文本，其枚举值已附加到描述之后".to_owned(),
            Self::LimitTooShort { length, limit } => {
                format!("有的值长 {length} 个字符，上限却是 {limit}：上限已改为 {length}")
            }
            Self::ExampleRejected { violations } => {
                format!("示例不符合页面上的规则，未采用：{}", violations.chinese())
            }
            Self::ExampleNotJson => "示例值不是应有的 JSON，未采用".to_owned(),
            Self::ExampleOfElement => "示例值不是数组，按其中一个元素处理".to_owned(),
            Self::GroupMemberDropped { kept } => {
                format!("已从示例中去掉：示例还有 `{kept}`，而两者只能出现一个")
            }
        }
    }
}

impl Localized for Taken {
    fn chinese(&self) -> String {
        match self {
            Self::String => "字符串",
            Self::JsonText => "内容为 JSON 的字符串",
            Self::Object => "对象",
            Self::Objects => "对象数组",
        }
        .to_owned()
    }
}

impl Localized for NotText {
    fn chinese(&self) -> String {
        match self {
            Self::Pdf => "这是 PDF 文件：请打开它，复制页面文本后另存",
            Self::Archive => "这是压缩包或文字处理软件的文件：请打开它，复制页面文本后另存",
            Self::Image => "这是图片：请改为复制页面文本",
            Self::Encoding => "页面不是 UTF-8、UTF-16 或 GBK 编码：请另存为 UTF-8",
        }
        .to_owned()
    }
}

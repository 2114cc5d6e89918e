//! alipay-notify-derive

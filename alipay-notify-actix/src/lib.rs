//! alipay-notify-actix

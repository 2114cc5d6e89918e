//! alipay-notify

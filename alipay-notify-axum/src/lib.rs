//! alipay-notify-axum

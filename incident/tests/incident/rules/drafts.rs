//! .
rules! { fn x() {} }

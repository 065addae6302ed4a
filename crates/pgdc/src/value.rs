//! Conversions that a caller should not have to spell out.

/// A value that may stand for a `T`: itself, a string slice for a `String`, a `T` for an `Option<T>`.
///
/// Narrower than [`Into`] on purpose: with it, the compiler infers the type of a literal from the
/// column, so that `Track::RATING.eq(5)` compiles for a `smallint` too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used as a value of `{T}`",
    label = "the column holds `{T}`"
)]
pub trait IntoValue<T> {
    /// The value.
    fn into_value(self) -> T;
}

impl<T> IntoValue<T> for T {
    fn into_value(self) -> T {
        self
    }
}

impl<T> IntoValue<Option<T>> for T {
    fn into_value(self) -> Option<T> {
        Some(self)
    }
}

impl IntoValue<String> for &str {
    fn into_value(self) -> String {
        self.to_owned()
    }
}

impl IntoValue<Option<String>> for &str {
    fn into_value(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl IntoValue<Vec<u8>> for &[u8] {
    fn into_value(self) -> Vec<u8> {
        self.to_vec()
    }
}

impl IntoValue<Option<Vec<u8>>> for &[u8] {
    fn into_value(self) -> Option<Vec<u8>> {
        Some(self.to_vec())
    }
}

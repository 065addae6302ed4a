//! What a generated module needs of this crate: where a feature is off, its name, what needs it and the way
//! to turn it on are in the compiler's message.

/// One macro a feature, `__needs_time!("column public.album.released")`.
macro_rules! features {
    ($dollar:tt $($name:ident $feature:literal)*) => {$(
        #[cfg(feature = $feature)]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $name {
            ($dollar needed_by:literal) => {};
        }

        #[cfg(not(feature = $feature))]
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $name {
            ($dollar needed_by:literal) => {
                ::std::compile_error!(::std::concat!(
                    $dollar needed_by, " needs the feature `", $feature,
                    "` of pgdc: run `cargo add pgdc --features ", $feature, "`"
                ));
            };
        }
    )*};
}

features! { $
    __needs_chrono "chrono"
    __needs_decimal "decimal"
    __needs_geo "geo"
    __needs_ipnet "ipnet"
    __needs_jiff "jiff"
    __needs_json "json"
    __needs_pgvector "pgvector"
    __needs_time "time"
    __needs_uuid "uuid"
}

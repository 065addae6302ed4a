//! The macro that writes code as code.

/// Makes [`Code`](super::Code) of what it is given, as the macro of the crate quote does of its tokens: `#name` is put
/// in by [`ToCode`](super::ToCode), `#(…)*` is repeated for each value of the first `#name` in it, `#(…),*` with commas
/// between.
macro_rules! quote {
    ($($tokens:tt)*) => {{
        #[allow(unused_mut, reason = "there may be no tokens")]
        let mut code = $crate::code::Code::with_room();
        $crate::code::tokens!(code; $($tokens)*);
        code
    }};
}

/// Adds tokens to `$code`, one after the other.
macro_rules! tokens {
    ($code:ident;) => {};
    ($code:ident; # ($($repeated:tt)*) * $($rest:tt)*) => {
        $crate::code::each!([$code, ""] [$($repeated)*] $($repeated)*);
        $crate::code::tokens!($code; $($rest)*);
    };
    ($code:ident; # ($($repeated:tt)*), * $($rest:tt)*) => {
        $crate::code::each!([$code, ","] [$($repeated)*] $($repeated)*);
        $crate::code::tokens!($code; $($rest)*);
    };
    ($code:ident; # [doc = # $line:ident] $($rest:tt)*) => {
        $code.doc($line.as_ref());
        $crate::code::tokens!($code; $($rest)*);
    };
    ($code:ident; # [doc = $line:literal] $($rest:tt)*) => {
        $code.doc($line);
        $crate::code::tokens!($code; $($rest)*);
    };
    ($code:ident; # $name:ident $($rest:tt)*) => {
        $crate::code::ToCode::to_code(&$name, &mut $code);
        $crate::code::tokens!($code; $($rest)*);
    };
    ($code:ident; ($($group:tt)*) $($rest:tt)*) => {
        $code.push($crate::code::Kind::Open($crate::code::Bracket::Paren), "(");
        $crate::code::tokens!($code; $($group)*);
        $code.push($crate::code::Kind::Close($crate::code::Bracket::Paren), ")");
        $crate::code::tokens!($code; $($rest)*);
    };
    ($code:ident; [$($group:tt)*] $($rest:tt)*) => {
        $code.push($crate::code::Kind::Open($crate::code::Bracket::Square), "[");
        $crate::code::tokens!($code; $($group)*);
        $code.push($crate::code::Kind::Close($crate::code::Bracket::Square), "]");
        $crate::code::tokens!($code; $($rest)*);
    };
    ($code:ident; {$($group:tt)*} $($rest:tt)*) => {
        $code.push($crate::code::Kind::Open($crate::code::Bracket::Brace), "{");
        $crate::code::tokens!($code; $($group)*);
        $code.push($crate::code::Kind::Close($crate::code::Bracket::Brace), "}");
        $crate::code::tokens!($code; $($rest)*);
    };
    ($code:ident; $token:tt $($rest:tt)*) => {
        $code.token(stringify!($token));
        $crate::code::tokens!($code; $($rest)*);
    };
}

/// Looks for the first `#name` in what is repeated, and adds all of it for each of its values.
macro_rules! each {
    ([$code:ident, $separator:literal] [$($repeated:tt)*] # $name:ident $($rest:tt)*) => {
        for (at, $name) in $name.into_iter().enumerate() {
            if at > 0 && !$separator.is_empty() {
                $code.token($separator);
            }
            $crate::code::tokens!($code; $($repeated)*);
        }
    };
    ($to:tt $repeated:tt ($($group:tt)*) $($rest:tt)*) => {
        $crate::code::each!($to $repeated $($group)* $($rest)*);
    };
    ($to:tt $repeated:tt [$($group:tt)*] $($rest:tt)*) => {
        $crate::code::each!($to $repeated $($group)* $($rest)*);
    };
    ($to:tt $repeated:tt {$($group:tt)*} $($rest:tt)*) => {
        $crate::code::each!($to $repeated $($group)* $($rest)*);
    };
    ($to:tt $repeated:tt $token:tt $($rest:tt)*) => {
        $crate::code::each!($to $repeated $($rest)*);
    };
}

pub(crate) use {each, quote, tokens};

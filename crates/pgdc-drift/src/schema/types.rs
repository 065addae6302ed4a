//! Which changes of a column's type a program does not notice.

/// Whether values of type `new` are read and written as those of `old` were, for every value that `old` had room
/// for.
pub(crate) fn is_compatible(old: &str, new: &str) -> bool {
    let (old, new) = (Parts::of(old), Parts::of(new));
    if old.is_array != new.is_array {
        return false;
    }
    // A text of unlimited length takes what one of limited length took.
    let is_text = |name: &str| matches!(name, "text" | "character varying");
    if is_text(old.name) && is_text(new.name) {
        return match (old.numbers.first(), new.numbers.first()) {
            (_, None) => true,
            (Some(old), Some(new)) => new >= old,
            (None, Some(_)) => false,
        };
    }
    if old.name != new.name {
        return false;
    }
    match old.name {
        "bit varying" => match (old.numbers.first(), new.numbers.first()) {
            (_, None) => true,
            (Some(old), Some(new)) => new >= old,
            (None, Some(_)) => false,
        },
        // More digits on both sides of the point; without a limit it is another Rust type.
        "numeric" => match (&old.numbers[..], &new.numbers[..]) {
            (old, new) if old == new => true,
            ([old, old_scale @ ..], [new, new_scale @ ..]) => {
                let scale = |scale: &[u32]| scale.first().copied().unwrap_or(0);
                let (old_scale, new_scale) = (scale(old_scale), scale(new_scale));
                new_scale >= old_scale && new - new_scale.min(*new) >= old - old_scale.min(*old)
            }
            _ => false,
        },
        // Of times, the number is how many digits of a second are kept.
        _ if old.name.starts_with("time") => old.numbers <= new.numbers || new.numbers.is_empty(),
        _ => old.numbers == new.numbers,
    }
}

/// A type as SQL, taken apart.
struct Parts<'t> {
    name: &'t str,
    /// What stands in parentheses.
    numbers: Vec<u32>,
    is_array: bool,
}

impl<'t> Parts<'t> {
    fn of(sql: &'t str) -> Self {
        let is_array = sql.ends_with("[]");
        let sql = sql.trim_end_matches("[]");
        let Some((name, rest)) = sql.split_once('(') else {
            return Parts { name: sql, numbers: Vec::new(), is_array };
        };
        let (numbers, rest) = rest.split_once(')').unwrap_or((rest, ""));
        let numbers = numbers.split(',').filter_map(|number| number.trim().parse().ok()).collect();
        // `timestamp(3) with time zone`
        let name = if rest.is_empty() { name } else { sql };
        Parts { name, numbers, is_array }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_for_more_is_not_noticed() {
        for (old, new, expected) in [
            ("text", "text", true),
            ("character varying(10)", "character varying(20)", true),
            ("character varying(20)", "character varying(10)", false),
            ("character varying(20)", "text", true),
            ("text", "character varying(20)", false),
            ("text[]", "text", false),
            ("integer", "bigint", false),
            ("numeric(10,2)", "numeric(12,2)", true),
            ("numeric(10,2)", "numeric(10,4)", false),
            ("numeric(10,2)", "numeric(12,4)", true),
            ("numeric(10,2)", "numeric", false),
            ("numeric(10,2)", "numeric(8,2)", false),
            ("bit varying(3)", "bit varying", true),
            ("bit(3)", "bit(4)", false),
            ("timestamp(3) without time zone", "timestamp(3) without time zone", true),
        ] {
            assert_eq!(is_compatible(old, new), expected, "{old} to {new}");
        }
    }
}

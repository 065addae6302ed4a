//! The forms a type takes in a table: as it is, in arrays, under domains, as a field, and all of these in
//! each other.

/// A column's form of a type.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    Scalar,
    Domain,
    Array,
    /// Declared with two dimensions.
    Grid,
    DomainOverArray,
    ArrayOfDomain,
    Composite,
    ArrayOfComposite,
    DomainOverComposite,
}

/// What a form is made of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Shape {
    /// The value, next to a NULL where there is room for one.
    Filled,
    /// No elements, or no field that is not NULL.
    Empty,
    /// Nothing but NULLs.
    Nulls,
    /// An array from 0 to 1.
    FromZero,
    /// An array of two dimensions.
    Square,
}

/// The forms whose values `unnest` gives back whole, so that many rows are inserted by it.
pub(super) const PLAIN: &[Form] = &[Form::Scalar, Form::Domain];

/// The others.
pub(super) const MADE: &[Form] = &[
    Form::Array,
    Form::Grid,
    Form::DomainOverArray,
    Form::ArrayOfDomain,
    Form::Composite,
    Form::ArrayOfComposite,
    Form::DomainOverComposite,
];

/// Makes the types that the forms of `sql` need, all named after `prefix`.
pub(super) fn types(prefix: &str, sql: &str) -> String {
    format!(
        "CREATE DOMAIN {prefix}_d AS {sql};
         CREATE DOMAIN {prefix}_ad AS {sql}[];
         CREATE TYPE {prefix}_c AS
            (plain {sql}, list {sql}[], grid {sql}[][], narrow {prefix}_d, lists {prefix}_ad,
             narrows {prefix}_d[], wide {prefix}_d[][]);
         CREATE DOMAIN {prefix}_dc AS {prefix}_c;\n"
    )
}

impl Form {
    /// The column's name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Form::Scalar => "scalar",
            Form::Domain => "domain",
            Form::Array => "array",
            Form::Grid => "grid",
            Form::DomainOverArray => "domain_over_array",
            Form::ArrayOfDomain => "array_of_domain",
            Form::Composite => "composite",
            Form::ArrayOfComposite => "array_of_composite",
            Form::DomainOverComposite => "domain_over_composite",
        }
    }

    /// The column's type.
    pub(super) fn sql(self, prefix: &str, sql: &str) -> String {
        match self {
            Form::Scalar => sql.to_owned(),
            Form::Domain => format!("{prefix}_d"),
            Form::Array => format!("{sql}[]"),
            Form::Grid => format!("{sql}[][]"),
            Form::DomainOverArray => format!("{prefix}_ad"),
            Form::ArrayOfDomain => format!("{prefix}_d[]"),
            Form::Composite => format!("{prefix}_c"),
            Form::ArrayOfComposite => format!("{prefix}_c[]"),
            Form::DomainOverComposite => format!("{prefix}_dc"),
        }
    }

    /// The shapes besides [`Shape::Filled`], each with whether a value of the column's Rust type holds it.
    pub(super) fn shapes(self) -> &'static [(Shape, bool)] {
        use Shape::{Empty, FromZero, Nulls, Square};
        match self {
            Form::Scalar | Form::Domain => &[],
            Form::Grid => &[(Empty, true), (Nulls, true), (FromZero, true), (Square, true)],
            // A field may be declared with dimensions as well.
            Form::Array
            | Form::DomainOverArray
            | Form::ArrayOfDomain
            | Form::Composite
            | Form::ArrayOfComposite
            | Form::DomainOverComposite => {
                &[(Empty, true), (Nulls, true), (FromZero, false), (Square, false)]
            }
        }
    }

    /// The form made of `value`, which is an SQL expression of the type `sql`.
    pub(super) fn expression(self, shape: Shape, prefix: &str, sql: &str, value: &str) -> String {
        let whole = self.sql(prefix, sql);
        let composite = |shape| {
            let parts = [
                array(shape, sql, value),
                array(Shape::FromZero, sql, value),
                format!("{value}::{prefix}_d"),
                array(shape, sql, value),
                array(shape, &format!("{prefix}_d"), value),
                array(Shape::Square, &format!("{prefix}_d"), value),
            ];
            match shape {
                Shape::Nulls => "ROW(NULL, NULL, NULL, NULL, NULL, NULL, NULL)".to_owned(),
                _ => format!("ROW({value}, {})", parts.join(", ")),
            }
        };
        let made = match self {
            Form::Scalar | Form::Domain => value.to_owned(),
            Form::Array | Form::DomainOverArray => array(shape, sql, value),
            Form::Grid if shape == Shape::Filled => {
                format!("ARRAY[[{value}, NULL], [NULL, {value}]]::{sql}[]")
            }
            Form::Grid => array(shape, sql, value),
            Form::ArrayOfDomain => array(shape, &format!("{prefix}_d"), value),
            Form::Composite | Form::DomainOverComposite => composite(shape),
            Form::ArrayOfComposite => {
                let filled = format!("{}::{prefix}_c", composite(Shape::Filled));
                array(shape, &format!("{prefix}_c"), &filled)
            }
        };
        format!("({made})::{whole}")
    }
}

fn array(shape: Shape, element: &str, value: &str) -> String {
    match shape {
        Shape::Filled => format!("ARRAY[{value}, NULL]::{element}[]"),
        Shape::Empty => format!("ARRAY[]::{element}[]"),
        Shape::Nulls => format!("ARRAY[NULL, NULL]::{element}[]"),
        Shape::FromZero => format!("array_fill({value}::{element}, ARRAY[2], ARRAY[0])"),
        Shape::Square => format!("array_fill({value}::{element}, ARRAY[2, 2])"),
    }
}

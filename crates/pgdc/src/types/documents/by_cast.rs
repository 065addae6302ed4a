//! Types that travel as `text`, by a cast in the statement: most have no binary format, and the one of
//! `regclass` and its kin is a number that means nothing in another database.

use super::{text_format, text_type};

text_type! {
    /// An interval of floating-point numbers with their precision: `seg` of the extension of that name.
    ///
    /// It has no binary format and travels as text: `$1::text::seg`, `column::text`.
    ///
    /// ```
    /// use pgdc::types::Seg;
    ///
    /// assert_eq!(Seg::from("1.50 .. ~2").to_string(), "1.50 .. ~2");
    /// ```
    Seg
}

text_type! {
    /// A condition on arrays of integers: `query_int` of the extension intarray.
    ///
    /// It has no binary format and travels as text: `$1::text::query_int`, `column::text`.
    ///
    /// ```
    /// use pgdc::types::QueryInt;
    ///
    /// assert_eq!(QueryInt::from("1 & !2").to_string(), "1 & !2");
    /// ```
    QueryInt
}

text_type! {
    /// Privileges that one role granted to another: PostgreSQL's `aclitem`.
    ///
    /// It has no binary format and travels as text: `$1::text::aclitem`, `column::text`.
    ///
    /// ```
    /// use pgdc::types::AclItem;
    ///
    /// assert_eq!(AclItem::from("=r/postgres").to_string(), "=r/postgres");
    /// ```
    AclItem
}

text_type! {
    /// A number of a product: `ean13`, `isbn`, `isbn13`, `ismn`, `ismn13`, `issn`, `issn13` and `upc` of
    /// the extension isn.
    ///
    /// They have no binary format and travel as text: `$1::text::isbn`, `column::text`. An exclamation
    /// mark at the end says that the check digit was wrong.
    ///
    /// ```
    /// use pgdc::types::Isn;
    ///
    /// assert_eq!(Isn::from("0-393-04002-X").to_string(), "0-393-04002-X");
    /// ```
    Isn
}

text_type! {
    /// A rectangle around a geometry: `box2d` of PostGIS.
    ///
    /// It has no binary format and travels as text: `$1::text::box2d`, `column::text`. The server prints
    /// 15 digits of each number, which may be fewer than it holds.
    ///
    /// ```
    /// use pgdc::types::Box2d;
    ///
    /// assert_eq!(Box2d::from("BOX(1 2,3 4)").to_string(), "BOX(1 2,3 4)");
    /// ```
    Box2d
}

text_type! {
    /// A cuboid around a geometry: `box3d` of PostGIS.
    ///
    /// It has no binary format and travels as text: `$1::text::box3d`, `column::text`. The server prints
    /// 15 digits of each number, which may be fewer than it holds.
    ///
    /// ```
    /// use pgdc::types::Box3d;
    ///
    /// assert_eq!(Box3d::from("BOX3D(1 2 3,4 5 6)").to_string(), "BOX3D(1 2 3,4 5 6)");
    /// ```
    Box3d
}

text_type! {
    /// An ellipsoid for measuring on the globe: `spheroid` of PostGIS.
    ///
    /// It has no binary format and travels as text: `$1::text::spheroid`, `column::text`. The server
    /// prints 15 digits of each number, which may be fewer than it holds.
    ///
    /// ```
    /// use pgdc::types::Spheroid;
    ///
    /// let grs80 = "SPHEROID(\"GRS_1980\",6378137,298.257222101)";
    /// assert_eq!(Spheroid::from(grs80).to_string(), grs80);
    /// ```
    Spheroid
}

text_type! {
    /// A picture with a place: `raster` of PostGIS, as its WKB in hexadecimal digits, with nothing left
    /// out.
    ///
    /// It has no binary format and travels as text: `$1::text::raster`, `column::text`.
    ///
    /// ```
    /// use pgdc::types::Raster;
    ///
    /// assert_eq!(Raster::from("01000000").to_string(), "01000000");
    /// ```
    Raster
}

text_type! {
    /// The name of something in the database: PostgreSQL's `regclass`, `regtype`, `regrole`,
    /// `regnamespace`, `regproc`, `regprocedure`, `regoper`, `regoperator`, `regconfig`, `regdictionary`
    /// and `regcollation`.
    ///
    /// The server stores the object identifier, which other databases number differently. The name is
    /// what travels, as text: `$1::text::regclass`, `column::text`. It is quoted where it must be, and
    /// names a schema that is not in the `search_path` of the session.
    ///
    /// What prints as `-` (none) or as a number (dropped since) is read like any other; of these the
    /// server's cast takes neither for `regclass`.
    ///
    /// ```
    /// use pgdc::types::RegName;
    ///
    /// assert_eq!(RegName::from("shop.\"Order\"").to_string(), "shop.\"Order\"");
    /// ```
    RegName
}

text_format!(Seg: TEXT);
text_format!(QueryInt: TEXT);
text_format!(AclItem: TEXT);
text_format!(Isn: TEXT);
text_format!(Box2d: TEXT);
text_format!(Box3d: TEXT);
text_format!(Spheroid: TEXT);
text_format!(Raster: TEXT);
text_format!(RegName: TEXT);

#[cfg(test)]
mod tests {
    use tokio_postgres::types::{FromSql, ToSql, Type};

    use super::*;
    use crate::IntoValue;
    use crate::types::wire::assert_garbage_is_refused;

    #[test]
    fn they_are_bound_as_text_alone() {
        assert!(<RegName as ToSql>::accepts(&Type::TEXT));
        assert!(!<RegName as ToSql>::accepts(&Type::REGCLASS));
        assert!(<Vec<Option<AclItem>> as FromSql<'_>>::accepts(&Type::TEXT_ARRAY));
        let value: Option<Seg> = "1 .. 2".into_value();
        assert_eq!(value, Some(Seg("1 .. 2".into())));
    }

    #[test]
    fn garbage_is_refused() {
        assert_garbage_is_refused::<Isn>(&Type::TEXT, &[b"\xFF"]);
    }
}

//! Relations that no fixture has, by hand.
//!
//! [`Lot`] says that its number is the key, which is so for each tenant by itself: a statement that forgets
//! the tenant writes the rows of all. It is stored in partitions, where no system column tells what was
//! inserted. Of [`Lone`] no update may touch a column, and [`LotTotal`] is a materialized view.

use pgdc::{
    Assignments, Column, ColumnDef, Condition, Fields, Fill, Insert, KeyParts, Keyed, NOT_NULL,
    NULLABLE, NotNull, Nullable, Order, Relation, RelationKind, Result, Row, Set, Values, Writable,
    column, set,
};

use super::hand::Hand;
use super::subject::Subject;

/// A row of table `lot`.
#[derive(Clone, Debug)]
pub struct Lot {
    /// Whose it is.
    pub tenant_id: i32,
    /// Its key among those of the tenant.
    pub number: i32,
    /// Counted up.
    pub version: i32,
    /// Any text.
    pub body: Option<String>,
}

/// Columns of table `lot` to write.
#[derive(Clone, Default)]
pub struct LotPatch {
    /// Whose it is.
    pub tenant_id: Set<i32>,
    /// Any text.
    pub body: Set<Option<String>>,
}

impl Lot {
    /// Whose it is.
    pub const TENANT_ID: Column<Self, i32> = column(0);
    /// Its key among those of the tenant.
    pub const NUMBER: Column<Self, i32> = column(1);
    /// Counted up.
    pub const VERSION: Column<Self, i32> = column(2);
    /// Any text.
    pub const BODY: Column<Self, String, Nullable> = column(3);
}

impl pgdc::Unscoped for Lot {}

impl Row for Lot {
    const RELATION: &'static Relation = &Relation::new(
        "public",
        "lot",
        &[
            ColumnDef("tenant_id", "integer", NOT_NULL),
            ColumnDef("number", "integer", NOT_NULL),
            ColumnDef("version", "integer", NOT_NULL),
            ColumnDef("body", "text", NULLABLE),
        ],
    )
    .key(&[1])
    .kind(RelationKind::PartitionedTable);

    fn decode(row: &Fields<'_>) -> Result<Self> {
        let (tenant_id, number) = (row.get(0)?, row.get(1)?);
        Ok(Lot { tenant_id, number, version: row.get(2)?, body: row.get(3)? })
    }
}

impl Keyed for Lot {
    type Key = i32;

    fn key(&self) -> i32 {
        self.number
    }

    fn bind_key<'v>(key: &'v i32, parts: &mut KeyParts<'v>) {
        parts.push(key);
    }
}

impl Values<Lot> for Lot {
    fn write<'v>(&'v self, row: &mut Assignments<'v, Lot>) {
        row.put(Lot::TENANT_ID, &self.tenant_id);
        row.put(Lot::NUMBER, &self.number);
        row.put(Lot::VERSION, &self.version);
        row.put(Lot::BODY, &self.body);
    }
}

impl Insert<Lot> for Lot {}

impl Values<Lot> for LotPatch {
    fn write<'v>(&'v self, row: &mut Assignments<'v, Lot>) {
        row.put_set(Lot::TENANT_ID, &self.tenant_id);
        row.put_set(Lot::BODY, &self.body);
    }
}

impl Writable for Lot {
    type Patch = LotPatch;
}

impl Subject for Lot {
    type Null = NotNull;
    const TENANT: Column<Self, i32> = Lot::TENANT_ID;
    const RAW: &'static str = "number = ? or body is null";

    fn draw(hand: &Hand<'_>, tenant_id: i32) -> Self {
        Lot { tenant_id, number: hand.upto(8), version: hand.upto(2), body: hand.text() }
    }

    fn patch(hand: &Hand<'_>) -> LotPatch {
        LotPatch { tenant_id: hand.tenant_in_patch(), body: set(hand.text()) }
    }

    fn condition(hand: &Hand<'_>) -> Condition<Self> {
        Lot::NUMBER.eq(hand.upto(8)).or(Lot::BODY.eq("red"))
    }

    fn order(_: &Hand<'_>) -> Order<Self> {
        Lot::BODY.asc()
    }
}

/// A row of table `lone`.
#[derive(Clone, Debug)]
pub struct Lone {
    id: i64,
    tenant_id: i32,
}

impl pgdc::Unscoped for Lone {}

impl Row for Lone {
    const RELATION: &'static Relation = &Relation::new(
        "public",
        "lone",
        &[
            ColumnDef("id", "bigint", NOT_NULL.fill(Fill::IdentityAlways)),
            ColumnDef("tenant_id", "integer", NOT_NULL),
        ],
    )
    .key(&[0]);

    fn decode(row: &Fields<'_>) -> Result<Self> {
        Ok(Lone { id: row.get(0)?, tenant_id: row.get(1)? })
    }
}

impl Keyed for Lone {
    type Key = i64;

    fn key(&self) -> i64 {
        self.id
    }

    fn bind_key<'v>(key: &'v i64, parts: &mut KeyParts<'v>) {
        parts.push(key);
    }
}

impl Values<Lone> for Lone {
    fn write<'v>(&'v self, row: &mut Assignments<'v, Lone>) {
        row.put(column::<Lone, i64, pgdc::NotNull>(0), &self.id);
        row.put(Self::TENANT, &self.tenant_id);
    }
}

impl Insert<Lone> for Lone {}

/// There is nothing to write.
#[derive(Clone, Default)]
pub struct LonePatch;

impl Values<Lone> for LonePatch {
    fn write<'v>(&'v self, _: &mut Assignments<'v, Lone>) {}
}

impl Writable for Lone {
    type Patch = LonePatch;
}

impl Subject for Lone {
    type Null = NotNull;
    const TENANT: Column<Self, i32> = column(1);
    const FOREIGN_KEYS: Option<&'static str> =
        Some("SELECT id::text FROM lone WHERE tenant_id <> ?");
    const RAW: &'static str = "id::int4 < ?";

    fn draw(hand: &Hand<'_>, tenant_id: i32) -> Self {
        Lone { id: hand.upto(12).into(), tenant_id }
    }

    fn patch(_: &Hand<'_>) -> LonePatch {
        LonePatch
    }

    fn condition(hand: &Hand<'_>) -> Condition<Self> {
        column::<Lone, i64, pgdc::NotNull>(0).le(i64::from(hand.upto(12)))
    }

    fn order(_: &Hand<'_>) -> Order<Self> {
        Self::TENANT.asc()
    }
}

/// A row of materialized view `lot_total`.
#[derive(Clone, Debug)]
pub struct LotTotal {
    /// Whose lots are counted.
    pub tenant_id: Option<i32>,
}

impl LotTotal {
    /// Whose lots are counted.
    pub const TENANT_ID: Column<Self, i32, Nullable> = column(0);
}

impl pgdc::Unscoped for LotTotal {}

impl Row for LotTotal {
    const RELATION: &'static Relation =
        &Relation::new("public", "lot_total", &[ColumnDef("tenant_id", "integer", NULLABLE)])
            .kind(RelationKind::MaterializedView);

    fn decode(row: &Fields<'_>) -> Result<Self> {
        Ok(LotTotal { tenant_id: row.get(0)? })
    }
}

impl pgdc::Materialized for LotTotal {}

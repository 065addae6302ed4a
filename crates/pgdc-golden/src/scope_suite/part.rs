//! A table whose foreign key lacks the tenant: by the server's leave, a part may be of any tenant's device.

use pgdc::{
    Assignments, Column, ColumnDef, Condition, Fields, Insert, KeyParts, Keyed, NOT_NULL, NULLABLE,
    Nullable, Order, Reference, Relation, Result, Row, Set, Table, Values, Writable, column, set,
};

use super::hand::Hand;
use super::subject::Subject;
use crate::tickets::Device;

/// A row of table `part`.
#[derive(Clone, Debug)]
pub struct Part {
    /// Whose it is.
    pub tenant_id: i32,
    /// Its number among those of the tenant.
    pub number: i32,
    /// Counted up.
    pub version: i32,
    /// The serial of the device it is of.
    pub device: Option<String>,
}

/// Columns of table `part` to write.
#[derive(Clone, Default)]
pub struct PartPatch {
    /// Whose it is.
    pub tenant_id: Set<i32>,
    /// Counted up.
    pub version: Set<i32>,
    /// The serial of the device it is of.
    pub device: Set<Option<String>>,
}

impl Part {
    /// Whose it is.
    pub const TENANT_ID: Column<Self, i32> = column(0);
    /// Its number among those of the tenant.
    pub const NUMBER: Column<Self, i32> = column(1);
    /// Counted up.
    pub const VERSION: Column<Self, i32> = column(2);
    /// The serial of the device it is of.
    pub const DEVICE: Column<Self, String, Nullable> = column(3);
    /// The device it is of.
    pub const TO_DEVICE: Reference<Self, Device> = Reference::new(&[(3, 0)]);
}

impl pgdc::Unscoped for Part {}

impl Row for Part {
    const RELATION: &'static Relation = &Relation::new(
        "public",
        "part",
        &[
            ColumnDef("tenant_id", "integer", NOT_NULL),
            ColumnDef("number", "integer", NOT_NULL),
            ColumnDef("version", "integer", NOT_NULL),
            ColumnDef("device", "text", NULLABLE),
        ],
    )
    .key(&[0, 1]);

    fn decode(row: &Fields<'_>) -> Result<Self> {
        let (tenant_id, number) = (row.get(0)?, row.get(1)?);
        Ok(Part { tenant_id, number, version: row.get(2)?, device: row.get(3)? })
    }
}

impl Keyed for Part {
    type Key = (i32, i32);

    fn key(&self) -> (i32, i32) {
        (self.tenant_id, self.number)
    }

    fn bind_key<'v>(key: &'v (i32, i32), parts: &mut KeyParts<'v>) {
        parts.push(&key.0);
        parts.push(&key.1);
    }
}

impl Values<Part> for Part {
    fn write<'v>(&'v self, row: &mut Assignments<'v, Part>) {
        row.put(Part::TENANT_ID, &self.tenant_id);
        row.put(Part::NUMBER, &self.number);
        row.put(Part::VERSION, &self.version);
        row.put(Part::DEVICE, &self.device);
    }
}

impl Insert<Part> for Part {}

impl Values<Part> for PartPatch {
    fn write<'v>(&'v self, row: &mut Assignments<'v, Part>) {
        row.put_set(Part::TENANT_ID, &self.tenant_id);
        row.put_set(Part::VERSION, &self.version);
        row.put_set(Part::DEVICE, &self.device);
    }
}

impl Writable for Part {
    type Patch = PartPatch;
}

impl Subject for Part {
    type Null = pgdc::NotNull;
    const TENANT: Column<Self, i32> = Part::TENANT_ID;
    const RAW: &'static str = "number < ? or device like 'A%'";

    /// Devices of others are out of reach.
    fn of<'a>(hand: &Hand<'a>) -> Table<'a, Self> {
        let own = hand.narrow(&Table::on(hand.link), Part::TENANT_ID, hand.tenant);
        own.within(Part::TO_DEVICE, Part::TENANT_ID, Device::TENANT_ID)
    }

    fn draw(hand: &Hand<'_>, tenant_id: i32) -> Self {
        Part { tenant_id, number: hand.upto(4), version: hand.upto(2), device: device(hand) }
    }

    fn patch(hand: &Hand<'_>) -> PartPatch {
        let version = if hand.once_in(2) { set(hand.upto(2)) } else { Set::Unset };
        let device = match hand.upto(4) {
            1 => Set::Unset,
            2 => pgdc::set_sql("coalesce(device, ?)", (device(hand),)),
            _ => set(device(hand)),
        };
        PartPatch { tenant_id: hand.tenant_in_patch(), version, device }
    }

    fn condition(hand: &Hand<'_>) -> Condition<Self> {
        Part::NUMBER.le(hand.upto(4)).or(Part::DEVICE.is_null())
    }

    fn order(_: &Hand<'_>) -> Order<Self> {
        Part::DEVICE.desc()
    }
}

/// The serial of a device of somebody, or of none.
fn device(hand: &Hand<'_>) -> Option<String> {
    let serial = format!("A{}", hand.upto(7));
    Some(serial).filter(|_| !hand.once_in(3))
}

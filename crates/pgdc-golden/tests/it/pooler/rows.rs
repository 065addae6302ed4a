//! Rows with enums, domains, composites and arrays of them, by chance.

use fastrand::Rng;
use pgdc_golden::forms::{ArrayTypes, BaseTypes, Colour, CompositeTypes, Point3, TaggedPoint};

pub(super) fn colour(random: &mut Rng) -> Colour {
    [Colour::Red, Colour::LightGreen][random.usize(0..2)]
}

pub(super) fn point(random: &mut Rng) -> Point3 {
    let mut number = || random.bool().then(|| f64::from(random.i32(-9..9)));
    Point3 { x: number(), y: number(), z: number() }
}

pub(super) fn composite(id: i32, random: &mut Rng) -> CompositeTypes {
    let tagged = |random: &mut Rng| TaggedPoint {
        the_point: Some(point(random)),
        tags: Some(vec![Some("a".into()), None]),
        hue: Some(colour(random)),
        contact: Some("a@b".into()),
    };
    CompositeTypes {
        id,
        place: Point3 { x: Some(1.0), y: Some(2.0), z: Some(f64::from(random.i32(0..9))) },
        tagged: random.bool().then(|| tagged(random)),
        route: random.bool().then(|| vec![Some(point(random)), None]),
        tags: random
            .bool()
            .then(|| (0..random.usize(0..3)).map(|_| Some(tagged(random))).collect()),
    }
}

pub(super) fn array(id: i32, random: &mut Rng) -> ArrayTypes {
    ArrayTypes {
        id,
        bools: Some(vec![Some(random.bool()), None]),
        ints: (0..random.i32(0..5)).map(Some).collect(),
        names: None,
        prices: None,
        moments: None,
        documents: None,
        colours: random.bool().then(|| vec![Some(colour(random)), None]),
        keys: None,
    }
}

pub(super) fn base(id: i32, random: &mut Rng) -> BaseTypes {
    BaseTypes {
        id,
        a_bool: Some(random.bool()),
        an_int2: Some(random.i16(..)),
        an_int8: Some(random.i64(..)),
        an_oid: None,
        a_float4: None,
        a_float8: Some(0.5),
        a_numeric: Some("123.456".parse().unwrap()),
        a_text: Some(format!("text {}", random.u8(..))),
        a_varchar: None,
        a_char: None,
        a_name: None,
        a_bytea: Some(vec![0, random.u8(..)]),
        a_uuid: None,
        a_date: None,
        a_time: None,
        a_timestamp: None,
        a_timestamptz: None,
        a_json: None,
        a_jsonb: None,
        a_colour: random.bool().then(|| colour(random)),
        an_email: Some("a@b".into()),
        a_work_email: Some("c@d".into()),
    }
}

//! Geometric types.

use pgdc::types::{Circle, Line, Lseg, Path, PgBox, Point, Polygon};

use crate::two_way::{Random, parsed, same_values, two_way};

#[tokio::test]
async fn points() {
    two_way(
        "point",
        &[
            (Point { x: 1.5, y: -2.0 }, "(1.5,-2)"),
            (Point { x: -0.0, y: f64::NAN }, "(-0,NaN)"),
            (Point { x: f64::INFINITY, y: f64::NEG_INFINITY }, "(Infinity,-Infinity)"),
            (Point { x: f64::MAX, y: 5e-324 }, "(1.7976931348623157e+308,5e-324)"),
            (Point { x: 1e15, y: 1e14 }, "(1e+15,100000000000000)"),
            (Point { x: 1e-4, y: 1e-5 }, "(0.0001,1e-05)"),
        ],
    )
    .await;
}

#[tokio::test]
async fn the_other_types() {
    two_way("line", &parsed::<Line>(&["{1,-1,0}", "{0,2.5,NaN}", "{Infinity,0,-1e-10}"])).await;
    two_way("lseg", &parsed::<Lseg>(&["[(0,0),(1,1)]", "[(1,1),(0,0)]", "[(0,0),(0,0)]"])).await;
    two_way(
        "box",
        &parsed::<PgBox>(&["(1,2),(0,-1)", "(0,0),(0,0)", "(NaN,Infinity),(0,-Infinity)"]),
    )
    .await;
    two_way(
        "path",
        &parsed::<Path>(&["[(0,0)]", "((0,0))", "[(0,0),(1,1),(2,0)]", "((0,0),(1,1),(2,0))"]),
    )
    .await;
    two_way("polygon", &parsed::<Polygon>(&["((0,0))", "((0,0),(1,0),(0.5,NaN))"])).await;
    two_way("circle", &parsed::<Circle>(&["<(0,0),2.5>", "<(-1,1),0>", "<(0,NaN),Infinity>"]))
        .await;
}

#[tokio::test]
async fn the_corners_of_a_box_are_ordered() {
    let corner = |x, y| Point { x, y };
    let it = PgBox::new(corner(0.0, 5.0), corner(3.0, f64::NAN));
    two_way("box", &[(it, "(3,NaN),(0,5)")]).await;
}

#[tokio::test]
async fn numbers_print_as_the_server_reads_them() {
    let mut random = Random(5);
    let mut number = || loop {
        let bits = f64::from_bits(random.within(i64::MIN, i64::MAX) as u64);
        let shorter = (bits * 1e3).round() / 1e3;
        let number = if random.within(0, 1) == 0 { bits } else { shorter };
        if number.is_finite() {
            return number;
        }
    };
    let mut points: Vec<Point> = (0..20_000).map(|_| Point { x: number(), y: number() }).collect();
    let mut random = Random(6);
    let mut decimal =
        || random.within(-1 << 40, 1 << 40) as f64 / 10_f64.powi(random.within(0, 20) as i32);
    points.extend((0..20_000).map(|_| Point { x: decimal(), y: decimal() }));
    points.extend((-1074..1023).map(|n| Point { x: 2_f64.powi(n), y: 10_f64.powi(n / 4) }));
    same_values("point", &points).await;
}

//! Makes the values of rows and writes none: what is to be taken off the counts of those who write them.

use crate::AnyError;
use crate::contestant::{Contestant, Running, timed};
use crate::given::Given;
use crate::task::Task;

struct Nobody;

pub(super) async fn open() -> Result<Box<dyn Contestant>, AnyError> {
    Ok(Box::new(Nobody))
}

impl Contestant for Nobody {
    fn run(&self, task: Task) -> Option<Running<'_>> {
        Some(Box::pin(timed(async move {
            Ok::<_, AnyError>(std::hint::black_box(Given::all(task)).len() as u64)
        })))
    }
}

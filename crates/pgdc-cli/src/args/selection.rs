//! The arguments that say which tables are meant.

use clap::Args;

/// What to generate.
#[derive(Args, Debug)]
pub(crate) struct SelectionArgs {
    /// Schema whose tables to generate; may be given again [default: public]
    #[arg(long, value_name = "NAME", help_heading = "Selection")]
    pub(crate) namespace: Vec<String>,

    /// Generate only tables of this name, `*` stands for any text; may be given again
    #[arg(long, value_name = "PATTERN", help_heading = "Selection")]
    pub(crate) include: Vec<String>,

    /// Leave out tables of this name; may be given again
    #[arg(long, value_name = "PATTERN", help_heading = "Selection")]
    pub(crate) exclude: Vec<String>,

    /// Leave out views
    #[arg(long, help_heading = "Selection")]
    pub(crate) no_views: bool,
}

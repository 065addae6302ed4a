//! The table at the end.

/// What is known of a schema when all is done.
#[derive(Default)]
pub(crate) struct Line {
    pub(crate) name: String,
    pub(crate) relations: usize,
    pub(crate) columns: usize,
    pub(crate) diagnostics: usize,
    pub(crate) seconds: f64,
    pub(crate) fallbacks: Vec<String>,
    /// Rows that the database refused: a CHECK or a trigger wanted other values.
    pub(crate) refused: Vec<String>,
    pub(crate) failures: Vec<String>,
    pub(crate) not_loaded: Option<String>,
}

impl Line {
    pub(crate) fn not_loaded(name: String, error: String) -> Self {
        Line { name, not_loaded: Some(error), ..Line::default() }
    }

    fn verdict(&self) -> &'static str {
        match (&self.not_loaded, self.failures.is_empty()) {
            (Some(_), _) => "not loaded",
            (None, true) => "ok",
            (None, false) => "FAILED",
        }
    }
}

/// Prints the table and whatever fell short. Whether nothing did.
pub(crate) fn print(mut lines: Vec<Line>) -> bool {
    lines.sort_by(|a, b| a.name.cmp(&b.name));
    for line in &lines {
        let details =
            [("text", &line.fallbacks), ("refused", &line.refused), ("FAILED", &line.failures)];
        for (what, texts) in details {
            texts.iter().for_each(|text| println!("{what}: {}: {text}", line.name));
        }
        if let Some(error) = &line.not_loaded {
            println!("not loaded: {}: {}", line.name, error.lines().next().unwrap_or_default());
        }
    }
    println!(
        "\n{:<24} {:>9} {:>8} {:>9} {:>11} {:>8} {:>8}  verdict",
        "schema", "relations", "columns", "fallbacks", "diagnostics", "refused", "seconds"
    );
    for line in &lines {
        println!(
            "{:<24} {:>9} {:>8} {:>9} {:>11} {:>8} {:>8.3}  {}",
            line.name,
            line.relations,
            line.columns,
            line.fallbacks.len(),
            line.diagnostics,
            line.refused.len(),
            line.seconds,
            line.verdict()
        );
    }
    lines.iter().all(|line| line.verdict() == "ok")
}

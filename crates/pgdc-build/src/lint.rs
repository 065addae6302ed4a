//! What undermines the scope of tenants, and row-level security for it.

use pgdc_lint::{Finding, Refused, Scope};

use crate::{Error, Reading, Settings};

/// What was found, and where.
#[derive(Clone, Debug)]
pub struct Lint {
    /// The findings, in the order of the relations, but for those that are accepted.
    pub findings: Vec<Finding>,
    /// How many are accepted by [`Settings::accepted`].
    pub accepted: usize,
    /// As [`Reading::origin`].
    pub origin: String,
    /// As [`Reading::notes`].
    pub notes: Vec<String>,
}

/// Statements that make the server enforce the scope, and where the tables are from.
#[derive(Clone, Debug)]
pub struct RowSecurity {
    /// The statements, in their order and without semicolons.
    pub statements: Vec<String>,
    /// As [`Reading::origin`].
    pub origin: String,
    /// As [`Reading::notes`].
    pub notes: Vec<String>,
}

impl Settings {
    /// Says what in the schemas asked for undermines the scope. Blocks. Patterns of tables do not count here: a
    /// table that is left out of the module is there all the same.
    ///
    /// # Errors
    /// As [`Settings::read_catalog`]; and when there is no scope, or it does not fit the catalog.
    pub fn lint(&self) -> Result<Lint, Error> {
        let (Reading { catalog, origin, notes }, scope) = self.read_for_scope()?;
        let findings = pgdc_lint::lint(&catalog, scope).map_err(all_of)?;
        let (findings, accepted) = pgdc_lint::accept(findings, &self.accepted).map_err(idle)?;
        Ok(Lint { findings, accepted, origin, notes })
    }

    /// Writes row-level security for the schemas asked for. Blocks.
    ///
    /// # Errors
    /// As [`Settings::lint`].
    pub fn row_security(&self) -> Result<RowSecurity, Error> {
        let (Reading { catalog, origin, notes }, scope) = self.read_for_scope()?;
        let statements = pgdc_lint::row_security(&catalog, scope).map_err(all_of)?;
        Ok(RowSecurity { statements, origin, notes })
    }

    /// Reads the schemas asked for, and no more of a snapshot than these.
    fn read_for_scope(&self) -> Result<(Reading, &Scope), Error> {
        let scope = self.generate.scope.as_ref().ok_or_else(|| {
            Error::new("nothing says which column separates tenants").with_help(
                "write it in pgdc.toml:\n  \
                 [scope]\n  \
                 column = \"tenant_id\"",
            )
        })?;
        let mut reading = self.read_catalog()?;
        let asked = &self.generate.schemas;
        let known = &reading.catalog.schemas;
        if let Some(missing) = asked.iter().find(|name| !known.iter().any(|s| s.name == **name)) {
            return Err(Error::new(format!("{} has no schema `{missing}`", reading.origin)));
        }
        let is_asked = |schema: &String| asked.is_empty() || asked.contains(schema);
        reading.catalog.relations.retain(|relation| is_asked(&relation.name.schema));
        Ok((reading, scope))
    }
}

fn idle(accepted: Vec<String>) -> Error {
    let list = accepted.join("\n  ");
    Error::new(format!("what [lint.accept] accepts is not found:\n  {list}"))
        .with_help("take it out: it was mended, or renamed")
}

/// The findings as JSON.
///
/// # Errors
/// As [`snapshot_text`](crate::snapshot_text).
pub fn findings_json(findings: &[Finding]) -> Result<String, Error> {
    let text = serde_json::to_string_pretty(findings)
        .map_err(|error| Error::caused("the findings cannot be written as JSON", error))?;
    Ok(text + "\n")
}

/// One mistake in one line, several in a list.
fn all_of(refused: Refused) -> Error {
    Error::new(match refused.mistakes.as_slice() {
        [mistake] => mistake.to_string(),
        mistakes => mistakes
            .iter()
            .fold(format!("{} mistakes in the scope:", mistakes.len()), |text, mistake| {
                format!("{text}\n  {mistake}")
            }),
    })
}

//! What somebody meant who wrote something else.

/// How a name must resemble a known one for that to be suggested (Jaro-Winkler, 0 to 1).
const RESEMBLANCE: f64 = 0.75;

/// The known name that resembles the one given most, if any does.
pub(crate) fn nearest<'k, S: AsRef<str>>(name: &str, known: &'k [S]) -> Option<&'k str> {
    let known = known.iter().map(AsRef::as_ref);
    let scored = known.map(|known| (strsim::jaro_winkler(name, known), known));
    let best = scored.max_by(|(a, _), (b, _)| a.total_cmp(b));
    best.filter(|(score, _)| *score >= RESEMBLANCE).map(|(_, known)| known)
}

/// The message with a question behind it, where a known name resembles the one given.
pub(crate) fn did_you_mean<S: AsRef<str>>(message: String, name: &str, known: &[S]) -> String {
    match nearest(name, known) {
        Some(meant) => format!("{message}; did you mean `{meant}`?"),
        None => message,
    }
}

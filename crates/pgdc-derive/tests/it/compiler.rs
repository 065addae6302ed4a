//! Mistakes that do not compile, and what the compiler says to each. `TRYBUILD=overwrite` writes what it says
//! now.

#[test]
fn the_compiler_says_what_is_wrong() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/mistakes/*.rs");
}

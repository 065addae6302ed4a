//! What stands beside a row that the user wrote.

use super::{checks, ddl, imports, plumbing, relation};
use crate::code::{Code, quote};
use crate::model::Model;

/// The structs of the row's other forms, then all else in a block of its own: its imports reach nothing of the user's.
pub(crate) fn beside(model: &Model) -> Vec<Code> {
    let (mut structs, mut block) = (Vec::new(), Vec::new());
    for module in &model.modules {
        block.extend(imports(module, &[]));
        for relation in &module.relations {
            structs.extend(relation::forms(relation, &quote!(pgdc::Set)));
            block.extend(relation::impls(relation));
            block.extend(plumbing::relation(relation));
            block.extend(model.ddl.iter().map(|ddl| ddl::of_row(ddl, relation)));
        }
    }
    block.extend(checks(&model.features).items);
    structs.push(quote!(const _: () = { #(#block)* };));
    structs
}

//! The statements that make the tables, and the ways to them.

use pgdc_ddl::{Ddl, Owner, Step};

use crate::code::{Code, quote};
use crate::model::{Model, Module, Relation};

/// What `Db` gets; nothing where no statements were asked for. `Db` holds the link as its only field, which has a name
/// under a declared scope.
pub(super) fn of_db(model: &Model) -> Option<Code> {
    let ddl = model.ddl.as_ref()?;
    let steps = ddl.steps.iter().map(step);
    let link = if model.scopes.is_empty() { quote!(self.0) } else { quote!(self.link) };
    Some(quote! {
        impl<'e> Db<'e> {
            /// The statements that make the tables and views of this module, in the order in which they can be run.
            pub const DDL: &'static [pgdc::DdlStep] = &[#(#steps),*];

            /// Makes all tables and views of this module, with what they take: all or nothing.
            pub fn create_all(self) -> pgdc::CreateTables<'e> {
                pgdc::CreateTables::all(#link, Self::DDL)
            }
        }
    })
}

/// What the rows of a module get.
pub(super) fn of_rows<'m>(module: &'m Module, model: &'m Model) -> impl Iterator<Item = Code> {
    model.ddl.iter().flat_map(move |ddl| {
        module.relations.iter().map(move |relation| {
            let path = module.name.as_ref().map(|_| quote!(super::));
            let name = pgdc_catalog::QualifiedName::new(&relation.schema, &relation.name);
            let steps = ddl.steps_of(&name);
            let row = &relation.row;
            quote! {
                impl pgdc::Create for #row {
                    const DDL: &'static [pgdc::DdlStep] = #path Db::DDL;
                    const STEPS: &'static [u32] = &[#(#steps),*];
                }
            }
        })
    })
}

/// What a row gets that stands in no module: the statements are its own.
pub(super) fn of_row(ddl: &Ddl, relation: &Relation) -> Code {
    let steps = ddl.steps.iter().map(step);
    let places = ddl.steps_of(&pgdc_catalog::QualifiedName::new(&relation.schema, &relation.name));
    let row = &relation.row;
    quote! {
        impl pgdc::Create for #row {
            const DDL: &'static [pgdc::DdlStep] = &[#(#steps),*];
            const STEPS: &'static [u32] = &[#(#places),*];
        }
    }
}

fn step(step: &Step) -> Code {
    let Step { object, sql, .. } = step;
    let owner = match &step.owner {
        Owner::Schema(name) => quote!(Schema(#name)),
        Owner::Extension(name) => quote!(Extension(#name)),
        Owner::Type(name) => {
            let (schema, name) = (&name.schema, &name.name);
            quote!(Type(#schema, #name))
        }
        Owner::Sequence(name) => {
            let (schema, name) = (&name.schema, &name.name);
            quote!(Sequence(#schema, #name))
        }
        Owner::Relation(name) => {
            let (schema, name) = (&name.schema, &name.name);
            quote!(Relation(#schema, #name))
        }
    };
    quote!(pgdc::DdlStep::new(pgdc::DdlOwner::#owner, #object, #sql))
}

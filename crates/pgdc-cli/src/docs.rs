//! `pgdc docs`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use pgdc_build::Catalog;

use crate::args::{DocsArgs, PageFormat};
use crate::{Ended, report, settings};

pub(crate) fn run(args: &DocsArgs) -> Result<Ended> {
    let mut settings = settings::from_args(&args.source)?;
    settings::select(&mut settings, &args.selection);
    let reading = settings.read_selected()?;
    reading.notes.iter().for_each(|text| report::note(text));

    let catalog = &reading.catalog;
    let title = args.title.clone().unwrap_or_else(|| title(catalog));
    // The file that the settings name is the module's.
    let output = settings::output(args.out.as_ref(), None);
    let format = args.format.unwrap_or_else(|| format_of(output.as_deref()));
    let text = match format {
        PageFormat::Html => pgdc_docs::html(catalog, &title),
        PageFormat::Markdown => pgdc_docs::markdown(catalog, &title),
    };
    let output = output.map(|output| file(output, format));
    let relations = report::count(catalog.relations.len(), "relation");
    let about = format!("{relations} from {}", reading.origin);
    report::write(output.as_deref(), &text, &about)?;
    Ok(Ended::Fine)
}

fn title(catalog: &Catalog) -> String {
    let names: Vec<&str> = catalog.schemas.iter().map(|schema| schema.name.as_str()).collect();
    match names.as_slice() {
        [name] => format!("Schema {name}"),
        names => format!("Schemas {}", names.join(", ")),
    }
}

fn format_of(output: Option<&Path>) -> PageFormat {
    let Some(path) = output else { return PageFormat::Markdown };
    let extension = path.extension().map(|extension| extension.to_ascii_lowercase());
    let is_html = extension.is_some_and(|extension| extension == "html" || extension == "htm");
    if is_html || is_folder(path) { PageFormat::Html } else { PageFormat::Markdown }
}

/// One that is there, or is written as one: `public/`.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with('/')
}

fn file(output: PathBuf, format: PageFormat) -> PathBuf {
    match (is_folder(&output), format) {
        (false, _) => output,
        (true, PageFormat::Html) => output.join("index.html"),
        (true, PageFormat::Markdown) => output.join("index.md"),
    }
}

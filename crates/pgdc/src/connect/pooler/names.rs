//! What becomes of the names of statements: the client has them, the server never hears of one.
//!
//! tokio-postgres names each statement that it prepares, those by which it asks for custom types included, and
//! refers to it later. A pooler may have put another server process behind the connection by then. So a
//! statement is described to the client under no name, its text is kept here, and whenever the client refers
//! to its name, the text is sent once more, in the same message and under no name.
//!
//! The types of its parameters are sent with it, as the server told them when it was prepared, since the client
//! encodes values for those. The columns that it returns are compared with those that the client was told, since
//! the client decodes them as such.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use bytes::{Buf as _, Bytes, BytesMut};

use super::message::{Message, take_text, write};

/// The statements of a connection by the client's names, and what the server has still to answer.
#[derive(Default)]
pub(super) struct Names {
    known: HashMap<Bytes, Arc<Known>>,
    /// What the messages since the last end of a request are about.
    request: Request,
    /// The requests that the server has not answered to the end.
    awaited: VecDeque<Request>,
    /// Whether the rest of the answer is kept from the client, after an error that the server knows nothing of.
    is_muted: bool,
    /// Whether a `Sync` is held back until the server has said whether it takes a COPY's data.
    owes_sync: bool,
}

/// A statement that was prepared.
struct Known {
    text: Bytes,
    /// The types of its parameters, counted, as both `ParameterDescription` and `Parse` have them.
    types: Bytes,
    columns: Columns,
}

/// The name and type of each column, or that there are none to return.
type Columns = Option<Vec<(Bytes, u32)>>;

/// What a client sends up to a `Sync`, which the server answers to the end before it looks at the next.
#[derive(Default)]
enum Request {
    #[default]
    Other,
    /// Statements as text, at the end of which there is no `Sync`.
    Simple,
    /// A statement is prepared.
    Prepare { name: Bytes, text: Bytes, types: Bytes },
    /// A prepared statement is run.
    Run(Arc<Known>),
}

impl Request {
    /// Whether it runs a statement which may be a COPY that takes data.
    fn may_copy_in(&self) -> bool {
        let Request::Run(known) = self else { return false };
        let has =
            |word: &[u8]| known.text.windows(word.len()).any(|w| w.eq_ignore_ascii_case(word));
        has(b"COPY") && has(b"STDIN")
    }
}

/// How the error is told from those of the server.
pub(crate) const ROUTINE: &str = "pgdc_pooler";

impl Names {
    /// Writes what the server is sent in place of `message`.
    pub(super) fn send(&mut self, message: &Message, out: &mut BytesMut) {
        if self.send_unnamed(message, out).is_none() {
            message.write(out);
        }
        match message.tag {
            b'Q' => self.awaited.push_back(Request::Simple),
            SYNC => self.awaited.push_back(std::mem::take(&mut self.request)),
            _ => {}
        }
    }

    /// Writes what the server has to be sent after what it has said.
    pub(super) fn settle(&mut self, message: &Message, out: &mut BytesMut) {
        let is_over = matches!(message.tag, ERROR | COMMAND_COMPLETE);
        if self.owes_sync && (is_over || message.tag == COPY_IN) {
            self.owes_sync = false;
            if is_over {
                write(out, SYNC, &[]);
            }
        }
    }

    /// None where `message` names no statement.
    fn send_unnamed(&mut self, message: &Message, out: &mut BytesMut) -> Option<()> {
        let mut body = message.body.clone();
        match message.tag {
            PARSE => {
                let name = take_text(&mut body).filter(|name| !name.is_empty())?;
                let text = take_text(&mut body)?;
                write(out, PARSE, &[b"\0", &text, b"\0", &body]);
                self.request = Request::Prepare { name, text, types: body };
            }
            DESCRIBE | CLOSE => {
                let is_statement = body.try_get_u8().ok()? == b'S';
                let name = take_text(&mut body).filter(|name| is_statement && !name.is_empty())?;
                write(out, message.tag, &[b"S\0"]);
                if message.tag == CLOSE {
                    self.known.remove(&name);
                }
            }
            BIND => {
                let portal = take_text(&mut body)?;
                let known = self.known.get(&take_text(&mut body)?)?;
                write(out, PARSE, &[b"\0", &known.text, b"\0", &known.types]);
                write(out, DESCRIBE, &[b"S\0"]);
                write(out, BIND, &[&portal, b"\0\0", &body]);
                self.request = Request::Run(Arc::clone(known));
            }
            // A server that takes a COPY's data passes over this one and answers the one after the data. pgbouncer
            // (1.18) counts both, waits for the answer to the other, and never lends the server process again.
            SYNC if self.request.may_copy_in() => {
                write(out, FLUSH, &[]);
                self.owes_sync = true;
            }
            _ => return None,
        }
        Some(())
    }

    /// Writes what the client is told in place of `message` of the server.
    pub(super) fn receive(&mut self, message: &Message, out: &mut BytesMut) {
        if matches!(message.tag, NOTICE | NOTIFICATION | PARAMETER_STATUS) {
            // At any time, and about no request.
            return message.write(out);
        }
        if !self.is_kept(message, out) {
            message.write(out);
        }
        match (message.tag, self.awaited.front()) {
            (READY_FOR_QUERY, _) => {
                self.awaited.pop_front();
                self.is_muted = false;
            }
            // The server passes over the `Sync` that came with it, and answers the one after the data.
            (COPY_IN, Some(request)) if !matches!(request, Request::Simple) => {
                self.awaited.pop_front();
            }
            _ => {}
        }
    }

    /// Whether the client is not to be told.
    fn is_kept(&mut self, message: &Message, out: &mut BytesMut) -> bool {
        if self.is_muted {
            return message.tag != READY_FOR_QUERY;
        }
        match (self.awaited.front_mut(), message.tag) {
            (Some(Request::Prepare { types, .. }), PARAMETER_DESCRIPTION) => {
                *types = message.body.clone();
                false
            }
            (Some(Request::Prepare { name, text, types }), ROW_DESCRIPTION | NO_DATA) => {
                let columns = columns(message);
                let known = Known { text: text.clone(), types: types.clone(), columns };
                self.known.insert(name.clone(), Arc::new(known));
                false
            }
            (Some(Request::Run(_)), PARSE_COMPLETE | PARAMETER_DESCRIPTION) => true,
            (Some(Request::Run(known)), ROW_DESCRIPTION | NO_DATA) => {
                if columns(message) != known.columns {
                    write(out, ERROR, &[&changed_columns()]);
                    self.is_muted = true;
                }
                true
            }
            _ => false,
        }
    }
}

fn columns(message: &Message) -> Columns {
    let mut body = message.body.clone();
    let count = body.try_get_u16().ok()?;
    (0..count)
        .map(|_| {
            let name = take_text(&mut body)?;
            // Its table and its number there; then its type, and the type's size, its modifier and the format.
            body.try_get_u32().ok()?;
            body.try_get_u16().ok()?;
            let column = (name, body.try_get_u32().ok()?);
            body.try_get_u64().ok()?;
            Some(column)
        })
        .collect()
}

/// The fields of an error that a server without pooler reports before it runs the statement.
fn changed_columns() -> Vec<u8> {
    let fields = [
        ('S', "ERROR"),
        ('V', "ERROR"),
        ('C', "0A000"),
        (
            'M',
            "the columns of the statement have changed since it was prepared: it was carried out, and what it \
             returned cannot be read; it is prepared again when it is sent again",
        ),
        ('R', ROUTINE),
    ];
    let mut body = Vec::new();
    for (kind, text) in fields {
        body.extend_from_slice(format!("{kind}{text}\0").as_bytes());
    }
    body.push(0);
    body
}

// Of clients.
const PARSE: u8 = b'P';
const DESCRIBE: u8 = b'D';
const BIND: u8 = b'B';
const CLOSE: u8 = b'C';
const FLUSH: u8 = b'H';
const SYNC: u8 = b'S';
// Of servers.
const PARSE_COMPLETE: u8 = b'1';
const PARAMETER_DESCRIPTION: u8 = b't';
const ROW_DESCRIPTION: u8 = b'T';
const NO_DATA: u8 = b'n';
const COMMAND_COMPLETE: u8 = b'C';
const COPY_IN: u8 = b'G';
const ERROR: u8 = b'E';
const READY_FOR_QUERY: u8 = b'Z';
const NOTICE: u8 = b'N';
const NOTIFICATION: u8 = b'A';
const PARAMETER_STATUS: u8 = b'S';

//! What the server and the client are told of a conversation.

use bytes::{Bytes, BytesMut};

use super::message::{Message, write};
use super::names::Names;

/// Each message as its tag and its body in ASCII, with `.` for a zero byte.
type Told = Vec<(char, String)>;

#[derive(Default)]
struct Talk(Names);

impl Talk {
    fn send(&mut self, messages: &[(u8, &[u8])]) -> Told {
        messages.iter().flat_map(|message| told(*message, |m, out| self.0.send(m, out))).collect()
    }

    fn receive(&mut self, messages: &[(u8, &[u8])]) -> Told {
        messages
            .iter()
            .flat_map(|message| told(*message, |m, out| self.0.receive(m, out)))
            .collect()
    }

    /// Prepares `s1`, with a parameter of type 23 and a column `id` of the type.
    fn prepare(&mut self) {
        self.send(&[(b'P', b"s1\0SELECT\0\0\0"), (b'D', b"Ss1\0"), (b'S', b"")]);
        let answer = [(b'1', &b""[..]), (b't', TYPES), (b'T', &column(b"id", 23)), (b'Z', b"I")];
        assert_eq!(self.receive(&answer).len(), 4, "all of it is for the client");
    }

    fn run(&mut self) -> Told {
        self.send(&[(b'B', b"\0s1\0VALUES"), (b'E', b"\0\0\0\0\0"), (b'S', b"")])
    }
}

const TYPES: &[u8] = b"\0\x01\0\0\0\x17";

fn column(name: &[u8], of: u8) -> Vec<u8> {
    [b"\0\x01", name, b"\0\0\0\0\0\0\0\0\0\0", &[of], b"\0\x04\0\0\0\0\0\0"].concat()
}

fn told((tag, body): (u8, &[u8]), tell: impl FnOnce(&Message, &mut BytesMut)) -> Told {
    let mut out = BytesMut::new();
    tell(&Message { tag, body: Bytes::copy_from_slice(body) }, &mut out);
    let letter = |byte: &u8| match byte {
        0 => '.',
        byte => char::from(*byte),
    };
    std::iter::from_fn(|| Message::take(&mut out))
        .map(|message| (char::from(message.tag), message.body.iter().map(letter).collect()))
        .collect()
}

fn owned(told: &[(char, &str)]) -> Told {
    told.iter().map(|(tag, body)| (*tag, (*body).to_owned())).collect()
}

#[test]
fn a_prepared_statement_has_no_name_and_is_sent_with_each_run() {
    let mut talk = Talk::default();
    let sent = talk.send(&[(b'P', b"s1\0SELECT\0\0\0"), (b'D', b"Ss1\0"), (b'S', b"")]);
    assert_eq!(sent, owned(&[('P', ".SELECT..."), ('D', "S."), ('S', "")]));
    let mut talk = Talk::default();
    talk.prepare();
    let parse = ('P', ".SELECT..\u{1}...\u{17}");
    let run = [parse, ('D', "S."), ('B', "..VALUES"), ('E', "....."), ('S', "")];
    assert_eq!(talk.run(), owned(&run));
    let answer = [
        (b'1', &b""[..]),
        (b't', TYPES),
        (b'T', &column(b"id", 23)),
        (b'2', b""),
        (b'D', b"row"),
        (b'Z', b"I"),
    ];
    assert_eq!(talk.receive(&answer), owned(&[('2', ""), ('D', "row"), ('Z', "I")]));
    assert_eq!(talk.send(&[(b'C', b"Ss1\0"), (b'S', b"")]), owned(&[('C', "S."), ('S', "")]));
    assert_eq!(talk.run()[0], ('B', ".s1.VALUES".to_owned()), "what is closed is not known");
}

#[test]
fn what_has_no_name_passes_as_it_is() {
    let mut talk = Talk::default();
    let typed: [(u8, &[u8]); 5] = [
        (b'P', b"\0SELECT\0\0\0"),
        (b'B', b"\0\0VALUES"),
        (b'D', b"S\0"),
        (b'E', b""),
        (b'S', b""),
    ];
    assert_eq!(talk.send(&typed).len(), 5);
    let answer: [(u8, &[u8]); 4] = [(b'1', b""), (b'2', b""), (b'T', b"\0\0"), (b'Z', b"I")];
    assert_eq!(talk.receive(&answer).len(), 4);
    assert_eq!(talk.send(&[(b'Q', b"BEGIN\0")]), owned(&[('Q', "BEGIN.")]));
    assert_eq!(talk.receive(&[(b'C', b"BEGIN\0"), (b'Z', b"T")]).len(), 2);
}

#[test]
fn several_requests_under_way_are_told_apart() {
    let mut talk = Talk::default();
    talk.prepare();
    talk.send(&[(b'P', b"s2\0wrong\0\0\0"), (b'D', b"Ss2\0"), (b'S', b"")]);
    talk.run();
    talk.send(&[(b'Q', b"SELECT\0")]);
    let failed: [(u8, &[u8]); 2] = [(b'E', b"no"), (b'Z', b"I")];
    assert_eq!(talk.receive(&failed), owned(&[('E', "no"), ('Z', "I")]));
    // In the midst of an answer the server may tell other things.
    let ran = [
        (b'1', &b""[..]),
        (b'N', b"note"),
        (b't', TYPES),
        (b'T', &column(b"id", 23)),
        (b'2', b""),
        (b'Z', b"I"),
    ];
    assert_eq!(talk.receive(&ran), owned(&[('N', "note"), ('2', ""), ('Z', "I")]));
    let simple = [(b'T', &column(b"other", 25)[..]), (b'C', b""), (b'Z', b"I")];
    assert_eq!(talk.receive(&simple).len(), 3);
}

#[test]
fn rows_of_other_columns_are_an_error() {
    for changed in [column(b"id", 20), column(b"name", 23), b"\0\0".to_vec()] {
        let mut talk = Talk::default();
        talk.prepare();
        talk.run();
        let answer = [
            (b'1', &b""[..]),
            (b't', TYPES),
            (b'T', &changed),
            (b'2', b""),
            (b'D', b"row"),
            (b'Z', b"I"),
        ];
        let told = talk.receive(&answer);
        assert_eq!(told.iter().map(|(tag, _)| *tag).collect::<String>(), "EZ");
        assert!(told[0].1.contains("C0A000.") && told[0].1.contains("Rpgdc_pooler."));
        assert_eq!(talk.send(&[(b'Q', b"")]).len(), 1);
        assert_eq!(talk.receive(&[(b'C', b""), (b'Z', b"I")]).len(), 2, "the next is heard again");
    }
}

#[test]
fn a_copy_is_answered_after_its_data() {
    let mut talk = Talk::default();
    talk.send(&[(b'P', b"s1\0COPY\0\0\0"), (b'D', b"Ss1\0"), (b'S', b"")]);
    talk.receive(&[(b'1', b""), (b't', b"\0\0"), (b'n', b""), (b'Z', b"I")]);
    talk.run();
    let begun: [(u8, &[u8]); 5] =
        [(b'1', b""), (b't', b"\0\0"), (b'n', b""), (b'2', b""), (b'G', b"")];
    assert_eq!(talk.receive(&begun), owned(&[('2', ""), ('G', "")]));
    talk.send(&[(b'd', b"row"), (b'c', b""), (b'S', b"")]);
    assert_eq!(talk.receive(&[(b'C', b"COPY 1\0"), (b'Z', b"I")]).len(), 2);
    talk.send(&[(b'P', b"s2\0SELECT\0\0\0"), (b'D', b"Ss2\0"), (b'S', b"")]);
    let learnt: [(u8, &[u8]); 4] = [(b'1', b""), (b't', b"\0\0"), (b'n', b""), (b'Z', b"I")];
    assert_eq!(talk.receive(&learnt).len(), 4);
}

/// Messages come in pieces of any size.
#[test]
fn a_message_is_taken_when_all_of_it_is_there() {
    let mut whole = BytesMut::new();
    write(&mut whole, b'Q', &[b"SELECT", b"\0"]);
    let mut bytes = BytesMut::new();
    for byte in &whole {
        assert!(Message::take(&mut bytes).is_none());
        bytes.extend_from_slice(&[*byte]);
    }
    assert_eq!(Message::take(&mut bytes).unwrap().body, b"SELECT\0"[..]);
    assert!(bytes.is_empty());
    // A length that counts less than itself is no way to stand still.
    let mut bytes = BytesMut::from(&b"X\0\0\0\0Y"[..]);
    assert!(Message::take(&mut bytes).unwrap().body.is_empty());
    assert_eq!(bytes[..], b"Y"[..]);
}

#[test]
fn a_copy_that_takes_data_has_one_sync_to_answer() {
    let begun = |answer: &[(u8, &[u8])]| {
        let mut talk = Talk::default();
        talk.send(&[(b'P', b"s1\0copy t from STDIN\0\0\0"), (b'D', b"Ss1\0"), (b'S', b"")]);
        talk.receive(&[(b'1', b""), (b't', b"\0\0"), (b'n', b""), (b'Z', b"I")]);
        let sent = talk.run();
        assert_eq!(sent.last(), Some(&('H', String::new())), "flushed, so that it is answered");
        talk.receive(&[(b'1', b""), (b't', b"\0\0"), (b'n', b""), (b'2', b"")]);
        talk.receive(answer);
        let owed = answer.iter().flat_map(|message| told(*message, |m, out| talk.0.settle(m, out)));
        (owed.collect::<Told>(), talk)
    };
    let (owed, mut talk) = begun(&[(b'G', b"\0\0\0")]);
    assert_eq!(owed, []);
    assert_eq!(talk.send(&[(b'c', b""), (b'S', b"")]), owned(&[('c', ""), ('S', "")]));
    assert_eq!(talk.receive(&[(b'C', b"COPY 1\0"), (b'Z', b"I")]).len(), 2);
    let (owed, mut talk) = begun(&[(b'E', b"no such table")]);
    assert_eq!(owed, owned(&[('S', "")]));
    assert_eq!(talk.receive(&[(b'Z', b"I")]).len(), 1);
    assert_eq!(talk.send(&[(b'S', b"")]).len(), 1);
}

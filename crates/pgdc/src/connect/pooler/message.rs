//! Messages of the protocol as they stand in a stream (PostgreSQL manual, "Message Formats").

use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};

/// A whole message: its tag, and its body without tag and length.
pub(super) struct Message {
    pub(super) tag: u8,
    pub(super) body: Bytes,
}

/// The bytes of a length, which counts itself.
const LENGTH: usize = 4;

impl Message {
    /// Takes the first message out of `bytes`, if the whole of it is there.
    pub(super) fn take(bytes: &mut BytesMut) -> Option<Self> {
        let size = 1 + length(bytes.get(1..)?)?;
        if bytes.len() < size {
            return None;
        }
        let mut body = bytes.split_to(size).freeze();
        let tag = body.get_u8();
        body.advance(LENGTH);
        Some(Message { tag, body })
    }

    pub(super) fn write(&self, out: &mut BytesMut) {
        write(out, self.tag, &[&self.body]);
    }
}

/// Takes the first message out of `bytes` as clients send it before they are known, which has no tag: its code
/// and all of it.
pub(super) fn take_untagged(bytes: &mut BytesMut) -> Option<(u32, Bytes)> {
    let size = length(bytes)?.max(2 * LENGTH);
    if bytes.len() < size {
        return None;
    }
    let whole = bytes.split_to(size).freeze();
    let code = whole.slice(LENGTH..).get_u32();
    Some((code, whole))
}

fn length(mut bytes: &[u8]) -> Option<usize> {
    let length = bytes.try_get_u32().ok()?;
    Some(usize::try_from(length).unwrap_or(usize::MAX).max(LENGTH))
}

/// Writes a message whose body is made of `parts`.
pub(super) fn write(out: &mut BytesMut, tag: u8, parts: &[&[u8]]) {
    let length = LENGTH + parts.iter().map(|part| part.len()).sum::<usize>();
    out.put_u8(tag);
    // What is written is made of what was read, whose length had room in a message.
    out.put_u32(u32::try_from(length).unwrap_or(u32::MAX));
    for part in parts {
        out.extend_from_slice(part);
    }
}

/// Takes a text that ends with a zero byte, and that byte.
pub(super) fn take_text(body: &mut Bytes) -> Option<Bytes> {
    let end = body.iter().position(|byte| *byte == 0)?;
    let text = body.split_to(end);
    body.advance(1);
    Some(text)
}

//! `xml`.

use super::{text_format, text_type};

text_type! {
    /// A document or content in XML: PostgreSQL's `xml`.
    ///
    /// The server checks the syntax, and nothing else. An XML declaration comes back with the encoding of
    /// the connection, UTF-8, or not at all where it says nothing else.
    ///
    /// ```
    /// use pgdc::types::Xml;
    ///
    /// assert_eq!(Xml::from("<a/>").to_string(), "<a/>");
    /// ```
    Xml
}

// "xml_send" and "xml_recv" in the server's sources.
text_format!(Xml: XML);

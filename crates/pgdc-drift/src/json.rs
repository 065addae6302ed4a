//! Changes as JSON.

use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::{Change, Impact};

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Change", 4)?;
        object.serialize_field("what", self.what)?;
        object.serialize_field("detail", &self.detail)?;
        object.serialize_field("impact", &self.impact)?;
        match self.why {
            Some(why) => object.serialize_field("why", why)?,
            None => object.skip_field("why")?,
        }
        object.end()
    }
}

impl Serialize for Impact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match self {
            Impact::Safe => "safe",
            Impact::Breaking => "breaking",
        })
    }
}

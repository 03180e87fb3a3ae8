//! The textures of a context, kept up to date by what it says has changed.

use std::collections::BTreeMap;

use epaint::textures::TexturesDelta;
use epaint::{Color32, ColorImage, ImageData, TextureId};

/// The textures that meshes name.
#[derive(Debug, Default)]
pub struct Textures {
    all: BTreeMap<Name, ColorImage>,
}

/// A texture's id with an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    Managed(u64),
    User(u64),
}

impl From<TextureId> for Name {
    fn from(id: TextureId) -> Name {
        match id {
            TextureId::Managed(n) => Name::Managed(n),
            TextureId::User(n) => Name::User(n),
        }
    }
}

impl Textures {
    /// Takes over what changed, and leaves nothing of it.
    pub fn take(&mut self, changed: &mut TexturesDelta) {
        for (id, images) in changed.set.drain() {
            for delta in images {
                let ImageData::Color(image) = &delta.image;
                match delta.pos {
                    None => drop(self.all.insert(id.into(), (**image).clone())),
                    Some(at) => {
                        if let Some(texture) = self.all.get_mut(&id.into()) {
                            patch(texture, image, at);
                        }
                    }
                }
            }
        }
        for id in changed.free.drain() {
            self.all.remove(&id.into());
        }
    }

    pub(crate) fn get(&self, id: TextureId) -> Option<&ColorImage> {
        self.all.get(&id.into()).filter(|image| image.size[0] > 0 && image.size[1] > 0)
    }
}

/// Writes an image into a part of a texture; what would lie beyond its edges is left out.
fn patch(texture: &mut ColorImage, image: &ColorImage, [left, top]: [usize; 2]) {
    let ([width, height], [across, _]) = (texture.size, image.size);
    let room = width.saturating_sub(left).min(across);
    if room == 0 {
        return;
    }
    let lines: Vec<&[Color32]> = image.pixels.chunks_exact(across).take(height.saturating_sub(top)).collect();
    for (line, into) in lines.into_iter().zip(texture.pixels.chunks_exact_mut(width).skip(top)) {
        into[left..left + room].copy_from_slice(&line[..room]);
    }
}

use epaint::textures::{TextureOptions, TexturesDelta};
use epaint::{ClippedPrimitive, Color32, ColorImage, ImageDelta, Mesh, Primitive, Rect, TextureId, pos2, vec2};

use super::{Picture, Textures};

const WHITE: Color32 = Color32::WHITE;

fn textures(images: &[(u64, ColorImage)]) -> Textures {
    let mut textures = Textures::default();
    let mut changed = TexturesDelta::default();
    for (n, image) in images {
        changed.push(TextureId::Managed(*n), ImageDelta::full(image.clone(), TextureOptions::LINEAR));
    }
    textures.take(&mut changed);
    assert!(changed.is_empty());
    textures
}

fn white() -> Textures {
    textures(&[(0, ColorImage::filled([1, 1], WHITE))])
}

fn clipped(mesh: Mesh, clip: Rect) -> ClippedPrimitive {
    ClippedPrimitive { clip_rect: clip, primitive: Primitive::Mesh(mesh) }
}

fn square(rect: Rect, color: Color32) -> Mesh {
    let mut mesh = Mesh::default();
    mesh.add_colored_rect(rect, color);
    mesh
}

fn rect(x: f32, y: f32, width: f32, height: f32) -> Rect {
    Rect::from_min_size(pos2(x, y), vec2(width, height))
}

const ALL: Rect = Rect::EVERYTHING;

#[test]
fn a_rectangle_covers_its_pixels_and_no_others_once_each() {
    // Half transparent: a pixel that both triangles drew would be darker than the others.
    let half = Color32::from_rgba_premultiplied(100, 0, 0, 128);
    let drawn = Picture::draw(&[clipped(square(rect(2.0, 1.0, 5.0, 4.0), half), ALL)], &white(), [10, 8], 1.0).unwrap();
    for y in 0..8 {
        for x in 0..10 {
            let within = (2..7).contains(&x) && (1..5).contains(&y);
            assert_eq!(drawn.pixel(x, y), if within { [100, 0, 0] } else { [0, 0, 0] }, "{x} {y}");
        }
    }
}

#[test]
fn what_is_drawn_later_lies_over_what_was_drawn_before_within_its_clip() {
    let ground = clipped(square(rect(0.0, 0.0, 8.0, 8.0), Color32::from_rgb(0, 0, 200)), ALL);
    let half = Color32::from_rgba_premultiplied(100, 100, 100, 128);
    let over = clipped(square(rect(0.0, 0.0, 8.0, 8.0), half), rect(4.0, 0.0, 8.0, 8.0));
    let drawn = Picture::draw(&[ground, over], &white(), [8, 8], 1.0).unwrap();
    assert_eq!((drawn.pixel(3, 3), drawn.pixel(4, 3)), ([0, 0, 200], [100, 100, 200]));
}

#[test]
fn points_become_pixels_by_the_scale() {
    let drawn = Picture::draw(&[clipped(square(rect(1.0, 1.0, 2.0, 2.0), WHITE), ALL)], &white(), [8, 8], 2.0).unwrap();
    assert_eq!((drawn.pixel(1, 2), drawn.pixel(2, 2), drawn.pixel(5, 5), drawn.pixel(6, 5)), ([0; 3], [255; 3], [255; 3], [0; 3]));
}

#[test]
fn a_texture_is_drawn_pixel_by_pixel_and_patched_where_it_changed() {
    let image = ColorImage::new([2, 1], vec![Color32::from_rgb(10, 0, 0), Color32::from_rgb(0, 20, 0)]);
    let mut textures = textures(&[(3, image)]);
    let draw = |textures: &Textures| {
        let mut mesh = Mesh::with_texture(TextureId::Managed(3));
        mesh.add_rect_with_uv(rect(0.0, 0.0, 2.0, 1.0), rect(0.0, 0.0, 1.0, 1.0), WHITE);
        Picture::draw(&[clipped(mesh, ALL)], textures, [2, 1], 1.0).unwrap()
    };
    assert_eq!([0, 1].map(|x| draw(&textures).pixel(x, 0)), [[10, 0, 0], [0, 20, 0]]);
    let mut changed = TexturesDelta::default();
    let patch = ColorImage::filled([3, 4], Color32::from_rgb(0, 0, 30));
    changed.push(TextureId::Managed(3), ImageDelta::partial([1, 0], patch, TextureOptions::LINEAR));
    textures.take(&mut changed);
    assert_eq!([0, 1].map(|x| draw(&textures).pixel(x, 0)), [[10, 0, 0], [0, 0, 30]], "what lies beyond its edge is left out");
    changed.free.insert(TextureId::Managed(3));
    textures.take(&mut changed);
    assert_eq!(draw(&textures).pixel(0, 0), [0; 3]);
}

#[test]
fn nonsense_is_drawn_without_harm() {
    let mut mesh = square(rect(f32::NEG_INFINITY, 0.0, f32::INFINITY, f32::NAN), WHITE);
    mesh.indices.extend([0, 1, 9_999, 7]);
    mesh.vertices[0].uv = pos2(f32::NAN, -9e9);
    let drawn = Picture::draw(&[clipped(mesh, rect(5.0, 5.0, -9.0, f32::INFINITY))], &white(), [4, 4], 1.0).unwrap();
    assert_eq!(drawn.pixel(0, 0), [0; 3]);
    assert!(Picture::draw(&[], &white(), [usize::MAX, 2], 1.0).is_err());
}

#[test]
fn a_picture_is_the_same_out_of_its_png() {
    let drawn =
        Picture::draw(&[clipped(square(rect(1.0, 1.0, 2.0, 2.0), Color32::from_rgb(1, 2, 3)), ALL)], &white(), [5, 4], 1.0).unwrap();
    assert_eq!(Picture::from_png(&drawn.to_png().unwrap()).unwrap(), drawn);
    assert!(Picture::from_png(b"no picture").is_err());
}

#[test]
fn a_margin_is_cut_off() {
    let drawn = Picture::draw(&[clipped(square(rect(1.0, 1.0, 2.0, 2.0), WHITE), ALL)], &white(), [5, 4], 1.0).unwrap();
    let cut = drawn.without(1);
    assert_eq!((cut.size(), cut.pixel(0, 0), cut.pixel(2, 1)), ([3, 2], [255; 3], [0; 3]));
    assert_eq!(drawn.without(9).size(), [0, 0]);
}

#[test]
fn a_difference_is_counted_and_shown() {
    let draw =
        |grey: u8, size| Picture::draw(&[clipped(square(rect(1.0, 1.0, 2.0, 2.0), Color32::from_gray(grey)), ALL)], &white(), size, 1.0);
    let [before, near, far] = [100, 102, 110].map(|grey| draw(grey, [5, 4]).unwrap());
    assert_eq!((near.against(&before, 2).pixels, near.against(&before, 2).most), (0, 2));
    let difference = far.against(&before, 2);
    assert_eq!((difference.pixels, difference.most, difference.picture.pixel(1, 1)), (4, 10, [220, 0, 0]));
    assert_eq!(draw(100, [6, 4]).unwrap().against(&before, 255).pixels, 24, "another size is another picture");
}

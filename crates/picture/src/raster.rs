//! Triangles into pixels.

use epaint::{Color32, ColorImage, Mesh, Rect, Vertex};

/// What is drawn on: premultiplied colours between 0 and 1 on an opaque ground.
pub(crate) struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<[f32; 3]>,
}

/// A part of the canvas: from a pixel to before another, across and down.
#[derive(Clone, Copy)]
struct Part {
    x: [usize; 2],
    y: [usize; 2],
}

/// A corner in pixels.
#[derive(Clone, Copy)]
struct Corner {
    at: [f32; 2],
    uv: [f32; 2],
    color: [f32; 4],
}

/// A value that is linear over the plane, such as a colour: what it is at the origin, and how it grows across and down.
#[derive(Clone, Copy)]
struct Slope {
    base: f32,
    across: f32,
    down: f32,
}

impl Slope {
    fn at(self, x: f32, y: f32) -> f32 {
        self.base + self.across * x + self.down * y
    }
}

impl Canvas {
    pub fn new([width, height]: [usize; 2]) -> Canvas {
        Canvas { width, height, pixels: vec![[0.0; 3]; width * height] }
    }

    /// The pixels as bytes.
    pub fn into_rgb(self) -> Vec<u8> {
        self.pixels.into_iter().flatten().map(|part| (part * 255.0 + 0.5) as u8).collect()
    }

    /// Draws a mesh within `clip`, which is in points like the mesh itself.
    pub fn mesh(&mut self, mesh: &Mesh, texture: &ColorImage, clip: Rect, scale: f32) {
        let edge = |at: f32, most: usize| ((at * scale).round().max(0.0) as usize).min(most);
        let clip = Part {
            x: [edge(clip.min.x, self.width), edge(clip.max.x, self.width)],
            y: [edge(clip.min.y, self.height), edge(clip.max.y, self.height)],
        };
        for three in mesh.indices.chunks_exact(3) {
            let [a, b, c] = [three[0], three[1], three[2]].map(|at| mesh.vertices.get(at as usize));
            if let (Some(a), Some(b), Some(c)) = (a, b, c) {
                self.triangle([a, b, c].map(|vertex| corner(vertex, scale)), texture, clip);
            }
        }
    }

    fn triangle(&mut self, mut corners: [Corner; 3], texture: &ColorImage, clip: Part) {
        let doubled = edge_at(corners[0].at, corners[1].at, corners[2].at);
        if !doubled.is_finite() || doubled == 0.0 {
            return;
        }
        if doubled < 0.0 {
            corners.swap(1, 2);
        }
        let part = around(&corners, clip);
        // One for each edge: positive within. A pixel whose middle lies on an edge belongs to the triangle below or right of it.
        let edges: [(Slope, bool); 3] = std::array::from_fn(|at| {
            let (from, to) = (corners[(at + 1) % 3].at, corners[(at + 2) % 3].at);
            let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
            let slope = Slope { base: dy * from[0] - dx * from[1], across: -dy, down: dx };
            (slope, (dy == 0.0 && dx > 0.0) || dy < 0.0)
        });
        let blend = |values: [f32; 3]| {
            let whole = doubled.abs();
            let sum = |part: fn(&Slope) -> f32| (0..3).map(|at| part(&edges[at].0) * values[at]).sum::<f32>() / whole;
            Slope { base: sum(|s| s.base), across: sum(|s| s.across), down: sum(|s| s.down) }
        };
        let color: [Slope; 4] = std::array::from_fn(|part| blend(corners.map(|corner| corner.color[part])));
        let plain = corners.iter().all(|corner| corner.uv == corners[0].uv);
        let even = corners.iter().all(|corner| corner.color == corners[0].color);
        if plain {
            let under = sample(texture, corners[0].uv[0], corners[0].uv[1]);
            if even {
                let ink = std::array::from_fn(|part| under[part] * corners[0].color[part]);
                return self.fill(part, &edges, |_, _| ink);
            }
            return self.fill(part, &edges, |x, y| std::array::from_fn(|part| under[part] * color[part].at(x, y)));
        }
        let uv: [Slope; 2] = std::array::from_fn(|axis| blend(corners.map(|corner| corner.uv[axis])));
        self.fill(part, &edges, |x, y| {
            let under = sample(texture, uv[0].at(x, y), uv[1].at(x, y));
            std::array::from_fn(|part| under[part] * color[part].at(x, y))
        });
    }

    /// Lays ink over every pixel whose middle lies within.
    fn fill(&mut self, part: Part, edges: &[(Slope, bool); 3], ink: impl Fn(f32, f32) -> [f32; 4]) {
        for row in part.y[0]..part.y[1] {
            let y = row as f32 + 0.5;
            let Some(line) = self.pixels.get_mut(row * self.width..(row + 1) * self.width) else { return };
            for (column, pixel) in line.iter_mut().enumerate().take(part.x[1]).skip(part.x[0]) {
                let x = column as f32 + 0.5;
                let within = |(slope, owns): &(Slope, bool)| {
                    let side = slope.at(x, y);
                    side > 0.0 || (side == 0.0 && *owns)
                };
                if !edges.iter().all(within) {
                    continue;
                }
                let [red, green, blue, cover] = ink(x, y);
                for (under, over) in pixel.iter_mut().zip([red, green, blue]) {
                    *under = (over + *under * (1.0 - cover)).clamp(0.0, 1.0);
                }
            }
        }
    }
}

/// The pixels that a triangle may touch.
fn around(corners: &[Corner; 3], clip: Part) -> Part {
    let range = |axis: usize, [from, to]: [usize; 2]| {
        let least = corners.iter().fold(f32::INFINITY, |least, corner| least.min(corner.at[axis]));
        let most = corners.iter().fold(f32::NEG_INFINITY, |most, corner| most.max(corner.at[axis]));
        [(least.floor().max(0.0) as usize).clamp(from, to.max(from)), (most.ceil().max(0.0) as usize).clamp(from, to.max(from))]
    };
    Part { x: range(0, clip.x), y: range(1, clip.y) }
}

/// On which side of the line from `a` to `b` a point lies, times the length of that line.
fn edge_at(a: [f32; 2], b: [f32; 2], point: [f32; 2]) -> f32 {
    (b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0])
}

fn corner(vertex: &Vertex, scale: f32) -> Corner {
    Corner { at: [vertex.pos.x * scale, vertex.pos.y * scale], uv: [vertex.uv.x, vertex.uv.y], color: parts(vertex.color) }
}

fn parts(color: Color32) -> [f32; 4] {
    color.to_array().map(|byte| f32::from(byte) / 255.0)
}

/// The colour of a texture between its pixels, as a graphics card finds it.
fn sample(texture: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let [width, height] = texture.size;
    let (x, y) = (u * width as f32 - 0.5, v * height as f32 - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (right_share, low_share) = (x - left, y - top);
    let pixel = |x: f32, y: f32| {
        let (x, y) = ((x.max(0.0) as usize).min(width - 1), (y.max(0.0) as usize).min(height - 1));
        texture.pixels.get(y * width + x).copied().unwrap_or_default()
    };
    let four = [pixel(left, top), pixel(left + 1.0, top), pixel(left, top + 1.0), pixel(left + 1.0, top + 1.0)];
    // Most lie in the middle of a surface.
    if four.iter().all(|one| *one == four[0]) {
        return parts(four[0]);
    }
    let [a, b, c, d] = four.map(parts);
    std::array::from_fn(|part| {
        let upper = a[part] + (b[part] - a[part]) * right_share;
        let lower = c[part] + (d[part] - c[part]) * right_share;
        upper + (lower - upper) * low_share
    })
}

/** Where an integrand changes its shape, and over which length. */
export interface Feature {
  centre: number;
  width: number;
}

/**
 * Panel edges on [−reach, reach]: steps of at most `maxPanel`, and around every feature a mesh
 * that doubles outward from its width, so that each panel is no longer than its distance from it.
 */
export function gradedMesh(features: readonly Feature[], reach: number, maxPanel: number): number[] {
  const edges = new Set<number>([-reach, reach]);
  const panels = Math.ceil((2 * reach) / maxPanel);
  for (let i = 1; i < panels; i++) edges.add(-reach + (2 * reach * i) / panels);
  for (const { centre, width } of features) {
    if (Math.abs(centre) >= reach) continue;
    edges.add(centre);
    for (let step = width; step < maxPanel; step *= 2) {
      if (centre - step > -reach) edges.add(centre - step);
      if (centre + step < reach) edges.add(centre + step);
    }
  }
  return [...edges].sort((a, b) => a - b);
}

/** The features of x ↦ φ(scale·x): the kinks of φ and the origin, each of unit width before scaling. */
export function scaledFeatures(breakpoints: readonly number[], scale: number): Feature[] {
  return [0, ...breakpoints].map((point) => ({ centre: point / scale, width: 1 / scale }));
}

export function SearchesView() {
  return <h1>Searches</h1>;
}

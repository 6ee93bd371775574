declare module 'virtual:shared-words/languages' {
  const languages: Record<string, {name: string; reviewed: boolean}>;
  export default languages;
}
declare module 'virtual:shared-words/*' {
  const words: Record<string, string>;
  export default words;
}
declare module 'virtual:date-names' {
  const names: Record<string, import('./dates').DateNames>;
  export default names;
}

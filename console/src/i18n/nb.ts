/** Every Norwegian Bokmål catalogue in one chunk. */
export default import.meta.glob('./*.nb.json', { eager: true, import: 'default' });

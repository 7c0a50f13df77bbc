/** Every Italian catalogue in one chunk. */
export default import.meta.glob('./*.it.json', { eager: true, import: 'default' });

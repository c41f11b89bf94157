/**
 * Whether a filter matches a topic, by the rules of the gateway: `*` is one whole segment, `**` at the end is one or more segments. A
 * pattern that begins with a wildcard does not match the system's topics, which begin with `$`.
 *
 * @param {string} filter @param {string} topic
 */
export function matches(filter, topic) {
  if (!filter.includes('*')) return filter === topic;
  if (topic.startsWith('$') && filter.startsWith('*')) return false;
  const pattern = filter.split('/');
  const segments = topic.split('/');
  for (const [i, segment] of pattern.entries()) {
    if (i === segments.length) return false;
    if (segment === '**') return true;
    if (segment !== '*' && segment !== segments[i]) return false;
  }
  return pattern.length === segments.length;
}

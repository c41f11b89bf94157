/**
 * Whether a filter matches a topic, as the gateway decides it: `*` is one whole segment, `**` at the end one or more; a pattern that
 * begins with a wildcard does not reach the topics of the system, which begin with `$`.
 *
 * @param {string} filter @param {string} topic
 */
export function matches(filter, topic) {
  if (!filter.includes('*')) return filter === topic;
  if (topic.startsWith('$') && filter.startsWith('*')) return false;
  const wanted = filter.split('/');
  const segments = topic.split('/');
  for (const [i, segment] of wanted.entries()) {
    if (i === segments.length) return false;
    if (segment === '**') return true;
    if (segment !== '*' && segment !== segments[i]) return false;
  }
  return wanted.length === segments.length;
}

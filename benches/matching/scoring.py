"""Precision, recall and F1 of the best candidate per record."""


def curve(best, right):
    """For each threshold, from the highest: bits, precision, recall, F1."""
    answers = sorted(((bits, person == right[row]) for row, (person, bits) in best.items()), reverse=True)
    hits = 0
    points = []
    for place, (bits, hit) in enumerate(answers, start=1):
        hits += hit
        if place < len(answers) and answers[place][0] == bits:
            continue
        precision, recall = hits / place, hits / len(right)
        points.append((bits, precision, recall, 2 * precision * recall / (precision + recall) if hits else 0.0))
    return points


def show(name, best, right):
    points = curve(best, right)
    bits, precision, recall, f1 = max(points, key=lambda point: point[3])
    strict = max((point[2] for point in points if point[1] >= 0.999), default=0.0)
    found = sum(person == right[row] for row, (person, _) in best.items())
    print(
        f"  {name:<10} precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}  from {bits:.1f} bits; "
        f"recall at precision .999: {strict:.4f}; right at any threshold: {found} of {len(right)}"
    )

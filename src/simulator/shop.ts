/** An order of the invented shop whose customers write to the demo accounts. */
interface Order {
  status: 'packing' | 'shipped' | 'delivered';
  items: string;
  carrier: string | null;
  arrives: string | null;
}

const orders: Record<string, Order> = {
  '48213': { status: 'shipped', items: '2 books', carrier: 'Kerry', arrives: 'tomorrow before noon' },
  '48214': { status: 'packing', items: '1 reading lamp', carrier: null, arrives: null },
  '48215': { status: 'delivered', items: '3 notebooks', carrier: 'Flash', arrives: null },
};

/** What the shop's own software says of an order; null: there is none of this number. */
export function shopOrder(number: string): (Order & { order_number: string }) | null {
  const order = orders[number];
  return order === undefined ? null : { order_number: number, ...order };
}

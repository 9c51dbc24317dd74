from shop.services import orders

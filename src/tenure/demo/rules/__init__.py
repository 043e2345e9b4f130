"""What Moveo's customers are like and do, decided by a seed."""
